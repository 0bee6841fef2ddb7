import { createHmac, createPublicKey, randomUUID } from "node:crypto";
import type { SigningKey } from "../jwt/keys";
import type { BentProvider } from "./bend";
import { type Json, seconds, signed } from "./bent-tokens";
import { AUDIENCE } from "./relying";

/** An access token's claims as they should be (RFC 9068, section 2.2), with some changed; undefined leaves one out. */
export function accessClaims({ issuer }: BentProvider, more: Json = {}): Json {
  const times = { iat: seconds(), exp: seconds() + 300 };
  const whose = { sub: "export", client_id: "export", jti: randomUUID() };
  return { iss: issuer, aud: AUDIENCE, ...times, ...whose, groups: ["radiology"], ...more };
}

function keyOf({ keys }: BentProvider): SigningKey {
  const [key] = keys;
  if (key === undefined) throw new Error("no key");
  return key;
}

/** An access token of the provider's; what is changed is signed as it is. */
export function accessToken(provider: BentProvider, more: Json = {}, header: Json = {}, key = keyOf(provider)): string {
  return signed(key, { alg: "RS256", kid: key.jwk.kid, typ: "at+jwt", ...header }, accessClaims(provider, more));
}

/** One signed with the published key as if that were a secret. */
export function hs256Token(provider: BentProvider): string {
  const { privateKey, jwk } = keyOf(provider);
  const secret = createPublicKey(privateKey).export({ type: "spki", format: "pem" });
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ alg: "HS256", kid: jwk.kid, typ: "at+jwt" })}.${part(accessClaims(provider))}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
