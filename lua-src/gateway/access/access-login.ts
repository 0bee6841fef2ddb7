import { tokenKey } from "../opaque-token";
import { readTrusted } from "./access";
import { readBindingCookie, readDeviceCookie, readSessionCookie } from "../http/cookies";
import { end, endUnlessPersons } from "./end-request";
import { PAGES } from "../routes/pages";

/**
 * Lets a well-formed request for PUBLIC_URL through to a page that needs no session, if it has exactly the page's path
 * and one of its methods.
 */
function readEntrance(page: "login" | "invite"): void {
  const request = readTrusted(false);
  if (request.path !== `/${page}`) {
    return end({ status: 400, reason: "two-readings", detail: "Not the page's address." });
  }
  if (!PAGES[`/${page}`].methods.includes(request.method)) {
    return end({ status: 405, reason: `${page}-method`, detail: "This page takes GET and POST." });
  }
  // If the browser has a session already, the new one will end it.
  const token = readSessionCookie();
  ngx.var["collimator_session"] = token === undefined ? "" : tokenKey(token);
  ngx.var["collimator_browser"] = readDeviceCookie() ?? "";
  ngx.var["collimator_binding"] = readBindingCookie() ?? "";
  // A form has everything in its body.
  const query = request.query === undefined || request.method === "POST" ? "" : `?${request.query}`;
  ngx.var["collimator_upstream"] = `${page}${query}`;
}

/** The access handler of the login page. */
export function accessLogin(): void {
  readEntrance("login");
}

/** The access handler of the page that an invitation's link opens. */
export function accessInvite(): void {
  endUnlessPersons();
  readEntrance("invite");
}
