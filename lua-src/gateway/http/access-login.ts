import { tokenKey } from "../identity/token";
import { end, readTrusted } from "./access";
import { readDeviceCookie, readSessionCookie } from "./cookies";

/** Access to the login: no session is needed, only a request that is what it seems. */
export function accessLogin(): void {
  const request = readTrusted(false);
  if (request.path !== "/login")
    return end({ status: 400, reason: "two-readings", detail: "Not the login's address." });
  if (request.method !== "GET" && request.method !== "POST") {
    return end({ status: 405, reason: "login-method", detail: "The login takes GET and POST." });
  }
  const token = readSessionCookie();
  ngx.var["collimator_session"] = token === undefined ? "" : tokenKey(token);
  ngx.var["collimator_browser"] = readDeviceCookie() ?? "";
  // The form has all it needs in its body.
  const query = request.query === undefined || request.method === "POST" ? "" : `?${request.query}`;
  ngx.var["collimator_upstream"] = `login${query}`;
}
