import { ecKey, rsaKey, type SigningKey } from "../../../support/jwt/keys";
import type { Kind } from "../../../support/jwt/verify";

export type Alg = "RS256" | "RS384" | "RS512" | "ES256" | "ES384";

export const NOW = 1_800_000_000;
export const ISSUER = "https://op.example/realms/x";
export const CLIENT = "collimator";
export const NONCE = "n-0S6_WzA2Mj";
export const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** A provider: a key for each algorithm, two of them for any of RSA's. */
export interface Provider {
  readonly signers: Readonly<Record<Alg, SigningKey>>;
  /** A key that the provider does not publish, of each type. */
  readonly strangers: Readonly<Record<Alg, SigningKey>>;
}

function keys(suffix: string): Readonly<Record<Alg, SigningKey>> {
  const rsa = rsaKey(`rsa${suffix}`);
  return {
    RS256: rsa,
    RS384: rsa,
    RS512: rsaKey(`rs512${suffix}`, { alg: "RS512", use: "sig" }),
    ES256: ecKey(`es256${suffix}`, "P-256", { use: "sig" }),
    ES384: ecKey(`es384${suffix}`, "P-384", { key_ops: ["verify"] }),
  };
}

export function provider(): Provider {
  return { signers: keys(""), strangers: keys("") };
}

/** What a good token of each kind says. */
export const GOOD: Readonly<
  Record<Kind, { readonly typ: string; readonly claims: Readonly<Record<string, unknown>> }>
> = {
  ID_TOKEN: {
    typ: "JWT",
    claims: { iss: ISSUER, aud: CLIENT, sub: "24400320", exp: NOW + 300, iat: NOW - 10, nonce: NONCE, sid: "s-1" },
  },
  LOGOUT_TOKEN: {
    typ: "logout+jwt",
    claims: {
      iss: ISSUER,
      aud: CLIENT,
      sub: "24400320",
      exp: NOW + 120,
      iat: NOW,
      jti: "bWJq",
      events: { [EVENT]: {} },
    },
  },
  ACCESS_TOKEN: {
    typ: "at+jwt",
    claims: {
      iss: ISSUER,
      aud: [CLIENT],
      sub: "5ba5",
      client_id: "c1",
      exp: NOW + 60,
      iat: NOW - 60,
      jti: "dbe3",
      scope: "view",
    },
  },
};
