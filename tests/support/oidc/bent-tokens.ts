import { createHash, randomUUID } from "node:crypto";
import type { SigningKey } from "../jwt/keys";
import { token } from "../jwt/tokens";

/** Claims of a token, or another JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** The event that makes a token a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4). */
export const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** Left half of the hash of an access token (OpenID Connect Core 1.0, section 3.1.3.6), for the algorithms of 256 bits. */
export function leftHalf(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
}

/** Signs with a provider's key; a header stands as it is given. */
export function signed(key: SigningKey, header: Json, claims: Json): string {
  return token(key.privateKey, JSON.stringify(header), claims, String(header["alg"]));
}

/** A logout token's header as it should be. */
export function logoutHeader(key: SigningKey): Json {
  return { alg: "RS256", kid: key.jwk.kid, typ: "logout+jwt" };
}

/** A JWS without a signature (RFC 7515, appendix A.5). */
export function unsigned(header: Json, claims: Json): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ ...header, alg: "none" })}.${part(claims)}.`;
}

/** A logout token's claims as they should be. */
export function logoutClaims(issuer: string, audience: string, whose: { sub?: string; sid?: string }): Json {
  const times = { iat: seconds(), exp: seconds() + 120 };
  return { iss: issuer, aud: audience, ...times, jti: randomUUID(), events: { [LOGOUT_EVENT]: {} }, ...whose };
}
