/** The checks of single claims that all kinds of tokens share (RFC 7519, section 4.1). Times are Unix seconds. */
import type { ClaimRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

/** How far the clocks of provider and gateway may be apart. */
export const SKEW_SECONDS = 60;

/** OpenID Connect Core 1.0, section 2, for `sub`; the other identifiers get the same room. */
const MAX_IDENTIFIER_BYTES = 255;

/** A JSON number that is finite: neither a number in a string nor `1e400`. */
export function numericDate(claims: JsonObject, name: string): number | undefined {
  const value = claims[name];
  if (type(value) !== "number") return undefined;
  const seconds = value as number;
  return seconds > -math.huge && seconds < math.huge ? seconds : undefined;
}

/** A string of 1 to 255 bytes. */
export function identifier(claims: JsonObject, name: string): string | undefined {
  const value = claims[name];
  if (type(value) !== "string") return undefined;
  const text = value as string;
  return text !== "" && text.length <= MAX_IDENTIFIER_BYTES ? text : undefined;
}

/** Whether a claim that may be missing is missing or, by `read`, well-formed. null is no way to be missing. */
export function isAbsentOr(
  read: (claims: JsonObject, name: string) => unknown,
  claims: JsonObject,
  name: string,
): boolean {
  return claims[name] === undefined || read(claims, name) !== undefined;
}

/** `aud` as a list (section 4.1.3: a string or an array of strings); undefined where it is neither. */
export function audiences(claims: JsonObject): readonly string[] | undefined {
  const { aud } = claims;
  if (type(aud) === "string") return [aud as string];
  if (type(aud) !== "table") return undefined;
  for (const item of aud as readonly unknown[]) {
    if (type(item) !== "string") return undefined;
  }
  return aud as readonly string[];
}

/** `exp` and `iat`, which all kinds have, and `nbf`, which any may have, against the clock. */
export function checkTimes(claims: JsonObject, now: number): ClaimRefusal | undefined {
  const exp = numericDate(claims, "exp");
  if (exp === undefined) return "claim-exp";
  const iat = numericDate(claims, "iat");
  if (iat === undefined) return "claim-iat";
  const nbf = claims["nbf"] === undefined ? iat : numericDate(claims, "nbf");
  if (nbf === undefined) return "claim-nbf";
  if (exp <= now - SKEW_SECONDS) return "token-expired";
  if (nbf > now + SKEW_SECONDS || iat > now + SKEW_SECONDS) return "token-not-yet";
  return undefined;
}

/**
 * `iss`, `aud` and `azp` of a token that was made for a client (OpenID Connect Core 1.0, section 3.1.3.7, steps 2 to 5).
 * Other audiences are trusted as far as the issuer says, by `azp`, that the token was made for this client.
 */
export function checkParties(claims: JsonObject, issuer: string, clientId: string): ClaimRefusal | undefined {
  if (claims["iss"] !== issuer) return "claim-iss";
  const list = audiences(claims);
  if (list === undefined || !list.includes(clientId)) return "claim-aud";
  const { azp } = claims;
  const isNeeded = list.length > 1;
  if (azp === undefined ? isNeeded : azp !== clientId) return "claim-azp";
  return undefined;
}
