import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";

/** A provider's key: its private half, and what its JWK Set says of it. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

function signingKey(kid: string, privateKey: KeyObject, extra: object): SigningKey {
  return { privateKey, jwk: { ...createPublicKey(privateKey).export({ format: "jwk" }), kid, ...extra } };
}

export function rsaKey(kid: string, extra: object = {}, modulusLength = 2048, publicExponent = 65537): SigningKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength, publicExponent });
  return signingKey(kid, privateKey, extra);
}

export function ecKey(
  kid: string,
  namedCurve: "P-256" | "P-384" | "P-521" | "secp256k1",
  extra: object = {},
): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve });
  return signingKey(kid, privateKey, extra);
}

/** A JWK Set's text. */
export function jwkSet(...keys: readonly { readonly jwk: object }[]): string {
  return JSON.stringify({ keys: keys.map((key) => key.jwk) });
}
