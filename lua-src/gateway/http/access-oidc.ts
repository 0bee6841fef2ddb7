import { settings } from "../config/settings";
import { tokenKey } from "../identity/token";
import { end, readTrusted } from "./access";
import { readBindingCookie, readDeviceCookie, readSessionCookie } from "./cookies";
import { readRequest, type RawRequest } from "./request";

/** The pages of single sign-on that need no session, but for the logout by the provider; also their paths. */
const PAGES: readonly string[] = ["/oidc/login", "/oidc/callback", "/oidc/logged-out"];
const BACKCHANNEL = "/oidc/backchannel-logout";

/** Where there is no provider, there are no such pages. */
function endWithoutProvider(): void {
  if (settings().oidc === undefined) {
    end({ status: 404, reason: "oidc-off", detail: "Single sign-on is not set up here (OIDC_ISSUER)." });
  }
}

function endUnless(holds: boolean, status: number, reason: string, detail: string): void {
  if (!holds) end({ status, reason, detail });
}

function hand({ path, query }: RawRequest): void {
  ngx.var["collimator_upstream"] = string.sub(path, 2) + (query === undefined ? "" : `?${query}`);
}

/** Access to the pages by which a browser goes to the provider and comes back from it. */
export function accessOidc(): void {
  const request = readTrusted(false);
  endWithoutProvider();
  const isPage = request.path === ngx.var["uri"] && PAGES.includes(request.path);
  endUnless(isPage, 400, "two-readings", "Not the page's address.");
  endUnless(request.method === "GET", 405, "oidc-method", "This page is read with GET.");
  // The session that comes along ends with the next one, or is the one to be confirmed.
  const token = readSessionCookie();
  ngx.var["collimator_session"] = token === undefined ? "" : tokenKey(token);
  ngx.var["collimator_browser"] = readDeviceCookie() ?? "";
  ngx.var["collimator_binding"] = readBindingCookie() ?? "";
  hand(request);
}

/**
 * Access to the logout by the provider (OpenID Connect Back-Channel Logout 1.0, section 2.5): it comes from a server, under
 * whatever host name that reaches the gateway by, without Origin and cookies; what it brings is a signed token.
 */
export function accessOidcBackchannel(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  endWithoutProvider();
  const isPage = request.path === BACKCHANNEL && request.query === undefined;
  endUnless(isPage, 400, "two-readings", "Not the address of the logout.");
  endUnless(request.method === "POST", 405, "oidc-method", "This takes POST.");
  hand(request);
}
