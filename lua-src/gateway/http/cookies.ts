import { matches } from "./text";
import { settings } from "../config/settings";

/** The session cookie's name; with TLS and without never share one (RFC 6265bis section 4.1.3, `__Host-`). */
export function sessionCookieName(): string {
  return settings().secure ? "__Host-collimator" : "collimator-local";
}

/**
 * The session token the request carries: 43 characters of base64url. Two cookies of the name count as none,
 * since it can't be told which of them the gateway has set.
 */
export function readSessionCookie(): string | undefined {
  const header = ngx.var["http_cookie"];
  if (header === undefined) return undefined;
  const prefix = `${sessionCookieName()}=`;
  let token: string | undefined;
  for (const [pair = ""] of string.gmatch(header, "[^;%s]+")) {
    if (string.sub(pair, 1, prefix.length) === prefix) {
      if (token !== undefined) return undefined;
      token = string.sub(pair, prefix.length + 1);
    }
  }
  if (token === undefined || token.length !== 43) return undefined;
  return !matches(token, "[^%w_-]") ? token : undefined;
}

/** The Set-Cookie value that gives the browser a session, or takes it away (empty token). */
export function sessionCookie(token: string): string {
  const secure = settings().secure ? "; Secure" : "";
  const end = token === "" ? "; Max-Age=0" : "";
  return `${sessionCookieName()}=${token}; Path=/; HttpOnly; SameSite=Lax${secure}${end}`;
}
