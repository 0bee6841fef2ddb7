import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify, type JWTVerifyOptions } from "jose";
import { CLIENT, EVENT, ISSUER, NONCE, NOW } from "./good-tokens";
import type { Kind } from "../../../support/jwt/verify";

const OPTIONS: JWTVerifyOptions = {
  algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384"],
  issuer: ISSUER,
  audience: CLIENT,
  currentDate: new Date(NOW * 1000),
  clockTolerance: 60,
  requiredClaims: ["exp"],
  // Makes jose ask for iat and refuse one in the future.
  maxTokenAge: Number.MAX_SAFE_INTEGER,
};

const BY_KIND: Readonly<Record<Kind, JWTVerifyOptions>> = {
  ID_TOKEN: { requiredClaims: ["exp", "sub", "nonce"] },
  LOGOUT_TOKEN: { requiredClaims: ["jti", "events"] },
  ACCESS_TOKEN: { typ: "at+jwt", requiredClaims: ["exp", "sub", "client_id", "jti"] },
};

const isText = (value: unknown): boolean => typeof value === "string" && value !== "" && Buffer.byteLength(value) < 256;
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

function isForClient({ aud, azp }: JWTPayload): boolean {
  if (Array.isArray(aud) && !aud.every((each) => typeof each === "string")) return false;
  return azp === undefined ? !Array.isArray(aud) || aud.length === 1 : azp === CLIENT;
}

/** What the specifications ask of each kind and jose does not know. */
const RULES: Readonly<Record<Kind, (claims: JWTPayload, typ: string | undefined) => boolean>> = {
  ID_TOKEN: (claims, typ) =>
    (typ === undefined || /^(application\/)?jwt$/i.test(typ)) &&
    isForClient(claims) &&
    claims["nonce"] === NONCE &&
    isText(claims.sub) &&
    [claims["sid"], claims["acr"]].every(isTextOrAbsent) &&
    (claims["auth_time"] === undefined || Number.isFinite(claims["auth_time"])),
  LOGOUT_TOKEN: (claims, typ) =>
    (typ === undefined || /^(application\/)?(logout\+)?jwt$/i.test(typ)) &&
    // Without exp, two minutes, and a minute more for the clocks.
    (claims.exp !== undefined || Number(claims.iat) > NOW - 180) &&
    isForClient(claims) &&
    !("nonce" in claims) &&
    isText(claims.jti) &&
    [claims.sub, claims["sid"]].every(isTextOrAbsent) &&
    (claims.sub ?? claims["sid"]) !== undefined &&
    isObject(claims["events"]) &&
    isObject((claims["events"] as Record<string, unknown>)[EVENT]),
  ACCESS_TOKEN: (claims) =>
    (!Array.isArray(claims.aud) || claims.aud.every((each) => typeof each === "string")) &&
    [claims.sub, claims["client_id"], claims.jti].every(isText) &&
    isTextOrAbsent(claims["acr"]) &&
    (claims["scope"] === undefined || typeof claims["scope"] === "string") &&
    (claims["auth_time"] === undefined || Number.isFinite(claims["auth_time"])),
};

/** Whether jose takes a token, and it keeps the rules of its kind. */
export function oracle(set: string): (token: string, kind: Kind) => Promise<boolean> {
  const keys = createLocalJWKSet(JSON.parse(set) as JSONWebKeySet);
  return async (token, kind) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, { ...OPTIONS, ...BY_KIND[kind] });
      return RULES[kind](payload, protectedHeader.typ);
    } catch {
      return false;
    }
  };
}
