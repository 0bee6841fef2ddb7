import { settings } from "../config/settings";
import { find } from "../../shared/text";

/**
 * How often a Cookie header (RFC 6265, section 5.4) names a cookie, and the last value. Only `;` separates cookies: a
 * value may hold anything else, and what it holds was perhaps written by another site of the same host. A name counts
 * as it is written, to the letter.
 */
export function findCookie(header: string, name: string): LuaMultiReturn<[count: number, value: string]> {
  const prefix = `${name}=`;
  let count = 0;
  let value = "";
  for (const [pair = ""] of string.gmatch(header, "[^;]+")) {
    const [start] = find(pair, "[^ \t]");
    if (start !== undefined && string.sub(pair, start, start + prefix.length - 1) === prefix) {
      count += 1;
      value = string.sub(pair, start + prefix.length);
    }
  }
  return $multi(count, value);
}

/**
 * The token in the one cookie of a name: 43 characters of base64url. Two cookies of the name count as none, since it
 * can't be told which of them the gateway has set.
 */
export function cookieToken(header: string, name: string): string | undefined {
  const [count, value] = findCookie(header, name);
  const [token] = string.match(value, "^([%w_-]+)[ \t]*$");
  return count === 1 && token !== undefined && token.length === 43 ? token : undefined;
}

/** How long a browser is known after its last login. */
export const DEVICE_SECONDS = 90 * 86400;

/** The session cookie's name; with TLS and without never share one (RFC 6265bis section 4.1.3, `__Host-`). */
export function sessionCookieName(): string {
  return settings().secure ? "__Host-collimator" : "collimator-local";
}

/** The name of the cookie by which a browser is known in which somebody has logged in before. */
export function deviceCookieName(): string {
  return `${sessionCookieName()}-browser`;
}

/** The name of the cookie that ties logins which a browser has begun to it. */
export function bindingCookieName(): string {
  return `${sessionCookieName()}-login`;
}

/** The token in the request's one cookie of a name; see `cookieToken`. */
function read(name: string): string | undefined {
  const header = ngx.var["http_cookie"];
  return header === undefined ? undefined : cookieToken(header, name);
}

/** The session token the request carries. */
export function readSessionCookie(): string | undefined {
  return read(sessionCookieName());
}

/** Whether the request carries a session cookie at all, be it good or not. */
export function hasSessionCookie(): boolean {
  const header = ngx.var["http_cookie"];
  if (header === undefined) return false;
  const [count] = findCookie(header, sessionCookieName());
  return count > 0;
}

/** The token of a known browser that the request carries. */
export function readDeviceCookie(): string | undefined {
  return read(deviceCookieName());
}

/** The secret that ties a begun login to the browser. */
export function readBindingCookie(): string | undefined {
  return read(bindingCookieName());
}

function attributes(): string {
  return `; Path=/; HttpOnly; SameSite=Lax${settings().secure ? "; Secure" : ""}`;
}

/** The Set-Cookie value that gives the browser a session, or takes it away (empty token). */
export function sessionCookie(token: string): string {
  return `${sessionCookieName()}=${token}${attributes()}${token === "" ? "; Max-Age=0" : ""}`;
}

/** The Set-Cookie value by which the browser is known at later logins. It opens nothing. */
export function deviceCookie(token: string): string {
  return `${deviceCookieName()}=${token}${attributes()}; Max-Age=${DEVICE_SECONDS}`;
}

/** The Set-Cookie value that ties begun logins to the browser, for as long as it is open. It opens nothing. */
export function bindingCookie(token: string): string {
  return `${bindingCookieName()}=${token}${attributes()}`;
}
