import { refuse, type Refusal } from "./refusal";

/**
 * API tokens come as `Authorization: Bearer <token>` (RFC 6750) or, for clients that only know names and passwords,
 * as `Authorization: Basic <anything:token>` (RFC 7617). Never in an address, which logs and histories keep.
 *
 * @module
 */

/** Longer than any token with any name before it; access tokens of a provider have some kB. */
const MAX_LENGTH = 8192;

/** A scheme, and credentials without spaces (RFC 9110, section 11.4), which are the group. */
const CREDENTIALS = "\\A[A-Za-z]++ ++(\\S++)\\z";

/** What is said of an Authorization header that holds no token, here and where the token is looked at. */
export const MALFORMED = refuse(401, "token-malformed", "The Authorization header holds no API token of this service.");

/** Whether the request brings credentials of its own, in place of a browser's cookie. */
export function hasAuthorization(): boolean {
  return ngx.var["http_authorization"] !== undefined;
}

/** The text in an Authorization header that should be a token; a refusal where there is none. */
export function readAuthorization(header: string): LuaMultiReturn<[string] | [undefined, Refusal]> {
  if (header.length > MAX_LENGTH) return $multi(undefined, MALFORMED);
  const [from] = ngx.re.find(header, CREDENTIALS, "jo", undefined, 1);
  if (from === undefined) return $multi(undefined, MALFORMED);
  const credentials = string.sub(header, from);
  const [scheme = ""] = string.match(header, "^%a+");
  const kind = string.lower(scheme);
  if (kind === "bearer") return $multi(credentials);
  if (kind !== "basic") return $multi(undefined, MALFORMED);
  const [, password] = string.match(ngx.decode_base64(credentials) ?? "", "^([^:]*):(.*)$");
  if (password === undefined) return $multi(undefined, MALFORMED);
  return $multi(password);
}
