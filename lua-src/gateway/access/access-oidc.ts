import { settings } from "../config/settings";
import { tokenKey } from "../opaque-token";
import { readTrusted } from "./access";
import { readBindingCookie, readDeviceCookie, readSessionCookie } from "../http/cookies";
import { end } from "./end-request";
import { openPageAt } from "../routes/pages";
import { readRequest, type RawRequest } from "../http/request";

const NOT_THE_LOGOUT = "Not the address of the logout.";

/** Ends the request with 404 if no provider is configured. */
function endWithoutProvider(): void {
  if (settings().oidc === undefined) {
    end({ status: 404, reason: "oidc-off", detail: "Single sign-on is not set up here (OIDC_ISSUER)." });
  }
}

/**
 * Ends a request whose path is not the one by which nginx chose the location, or whose method its page does not take.
 */
function endUnlessForPage({ method, path }: RawRequest, elsewhere: string, otherMethod: string): void {
  const page = path === ngx.var["uri"] ? openPageAt(path) : undefined;
  if (page === undefined) return end({ status: 400, reason: "two-readings", detail: elsewhere });
  if (!page.methods.includes(method)) end({ status: 405, reason: "oidc-method", detail: otherMethod });
}

function hand({ path, query }: RawRequest): void {
  ngx.var["collimator_upstream"] = string.sub(path, 2) + (query === undefined ? "" : `?${query}`);
}

/** The access handler of the pages that send a browser to the provider and take it back. */
export function accessOidc(): void {
  const request = readTrusted(false);
  endWithoutProvider();
  endUnlessForPage(request, "Not the page's address.", "This page is read with GET.");
  // If the browser has a session already, the new one will end it, or this is its step-up.
  const token = readSessionCookie();
  ngx.var["collimator_session"] = token === undefined ? "" : tokenKey(token);
  ngx.var["collimator_browser"] = readDeviceCookie() ?? "";
  ngx.var["collimator_binding"] = readBindingCookie() ?? "";
  hand(request);
}

/**
 * The access handler of the logout by the provider (OpenID Connect Back-Channel Logout 1.0, section 2.5). A server
 * sends this request, to any host name by which it reaches the gateway, without Origin and cookies; it brings a signed
 * token.
 */
export function accessOidcBackchannel(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  endWithoutProvider();
  if (request.query !== undefined) return end({ status: 400, reason: "two-readings", detail: NOT_THE_LOGOUT });
  endUnlessForPage(request, NOT_THE_LOGOUT, "This takes POST.");
  hand(request);
}
