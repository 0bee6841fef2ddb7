import { tokenKey } from "../opaque-token";
import { readTrusted } from "./access";
import { readBindingCookie, readDeviceCookie, readSessionCookie } from "../http/cookies";
import { end, endUnlessPersons } from "./end";
import { PAGES } from "../routes/pages";

/** A page by which people come in, at exactly its path: no session is needed, only a request that is what it seems. */
function readEntrance(page: "login" | "invite"): void {
  const request = readTrusted(false);
  if (request.path !== `/${page}`) {
    return end({ status: 400, reason: "two-readings", detail: "Not the page's address." });
  }
  if (!PAGES[`/${page}`].methods.includes(request.method)) {
    return end({ status: 405, reason: `${page}-method`, detail: "This page takes GET and POST." });
  }
  // The session that comes along ends with the next one.
  const token = readSessionCookie();
  ngx.var["collimator_session"] = token === undefined ? "" : tokenKey(token);
  ngx.var["collimator_browser"] = readDeviceCookie() ?? "";
  ngx.var["collimator_binding"] = readBindingCookie() ?? "";
  // The form has all it needs in its body.
  const query = request.query === undefined || request.method === "POST" ? "" : `?${request.query}`;
  ngx.var["collimator_upstream"] = `${page}${query}`;
}

/** Access to the login. */
export function accessLogin(): void {
  readEntrance("login");
}

/** Access to the page of a one-time link. */
export function accessInvite(): void {
  endUnlessPersons();
  readEntrance("invite");
}
