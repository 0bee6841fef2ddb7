/** JSON Web Keys (RFC 7517) for verifying. */
import * as pkey from "openssl.pkey";

import { ALGORITHMS, isAlgorithm, type Algorithm, type Curve } from "./algorithms";
import { curveOf, ecPublicKeyInfo } from "./jwk-ec";
import { rsaPublicKeyInfo } from "./jwk-rsa";
import type { JwkRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

/** A public key that may verify signatures. Importing one costs more than verifying with it: keep it. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly kty: "RSA" | "EC";
  readonly crv: Curve | undefined;
  /** The only algorithm that the key is for, where it names one (RFC 7517, section 4.4). */
  readonly alg: Algorithm | undefined;
  readonly publicKey: pkey.PublicKey;
}

type Imported<T> = LuaMultiReturn<[T] | [undefined, JwkRefusal]>;

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1: a provider that publishes one of these has lost its key. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * Imports a JSON Web Key. Taken are public RSA keys, and EC keys on P-256 and P-384, whose `use`, `key_ops` and `alg`
 * allow to verify by an algorithm of `algorithms.ts`.
 */
export function importJwk(jwk: JsonObject): Imported<VerificationKey> {
  const { kty, kid, alg } = jwk;
  if (kty !== "RSA" && kty !== "EC") return $multi(undefined, "jwk-type");
  for (const member of PRIVATE_MEMBERS) {
    if (jwk[member] !== undefined) return $multi(undefined, "jwk-private");
  }
  if (kid !== undefined && type(kid) !== "string") return $multi(undefined, "jwk-form");
  if (!isForVerifying(jwk)) return $multi(undefined, "jwk-use");
  const crv = kty === "EC" ? curveOf(jwk) : undefined;
  if (kty === "EC" && crv === undefined) return $multi(undefined, "jwk-curve");
  if (alg !== undefined && !isAlgorithmOf(alg, kty, crv)) return $multi(undefined, "jwk-algorithm");
  const [publicKey, refusal] = importPublicKey(jwk, crv);
  if (publicKey === undefined) return $multi(undefined, refusal);
  return $multi({ kid: kid as string | undefined, kty, crv, alg: alg as Algorithm | undefined, publicKey });
}

/** RFC 7517, sections 4.2 and 4.3. */
function isForVerifying(jwk: JsonObject): boolean {
  const { use, key_ops: operations } = jwk;
  if (use !== undefined && use !== "sig") return false;
  if (operations === undefined) return true;
  return type(operations) === "table" && (operations as readonly unknown[]).includes("verify");
}

function isAlgorithmOf(alg: unknown, kty: string, crv: Curve | undefined): boolean {
  if (!isAlgorithm(alg)) return false;
  const parts = ALGORITHMS[alg];
  return parts.kty === kty && parts.crv === crv;
}

function importPublicKey(jwk: JsonObject, crv: Curve | undefined): Imported<pkey.PublicKey> {
  const [info, refusal] = publicKeyInfo(jwk, crv);
  if (info === undefined) return $multi(undefined, refusal);
  // OpenSSL refuses a point that is not on its curve; luaossl throws then.
  const [read, publicKey] = pcall(pkey.new, info, "DER", "public");
  if (!read) return refuseNumbers(crv);
  return $multi(publicKey);
}

function refuseNumbers(crv: Curve | undefined): LuaMultiReturn<[undefined, JwkRefusal]> {
  return $multi(undefined, crv === undefined ? "jwk-modulus" : "jwk-point");
}

function publicKeyInfo(jwk: JsonObject, crv: Curve | undefined): Imported<string> {
  if (crv === undefined) return rsaPublicKeyInfo(jwk);
  return ecPublicKeyInfo(jwk, crv);
}
