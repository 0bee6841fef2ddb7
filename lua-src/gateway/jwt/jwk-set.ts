/** JWK Sets (RFC 7517, section 5), and the choice of a key for a token. */
import type { JwsHeader } from "./header";
import { ALGORITHMS } from "./algorithms";
import { importJwk, type VerificationKey } from "./jwk";
import type { JsonRefusal, JwkRefusal, JwsRefusal } from "./refusal";
import { decodeStrictObject, type JsonObject } from "./strict-json";

export interface JwkSet {
  readonly keys: readonly VerificationKey[];
  /** Why the others were left out, in their order. */
  readonly ignored: readonly JwkRefusal[];
}

const MAX_BYTES = 262144;
const MAX_KEYS = 100;

/**
 * Reads a JWK Set. Keys that can't be used here are left out, as section 5 asks; only a text that is no JWK Set, or is
 * over 256 kB or 100 keys, is refused.
 */
export function importJwkSet(text: string): LuaMultiReturn<[JwkSet] | [undefined, JsonRefusal | JwkRefusal]> {
  if (text.length > MAX_BYTES) return $multi(undefined, "jwk-set-size");
  const [object, fault] = decodeStrictObject(text);
  if (object === undefined) return $multi(undefined, fault);
  const members = object["keys"];
  if (type(members) !== "table") return $multi(undefined, "jwk-set-form");
  const jwks = members as readonly unknown[];
  if (jwks.length > MAX_KEYS) return $multi(undefined, "jwk-set-size");
  const keys: VerificationKey[] = [];
  const ignored: JwkRefusal[] = [];
  for (const jwk of jwks) {
    if (type(jwk) !== "table") return $multi(undefined, "jwk-set-form");
    const [key, refusal] = importJwk(jwk as JsonObject);
    if (key === undefined) ignored.push(refusal);
    else keys.push(key);
  }
  return $multi({ keys, ignored });
}

/**
 * The one key of a set that a header can mean: by `kid` where it names one, and always by the algorithm's key type and
 * curve and by the key's own `alg`. `key-unknown`: none fits, and the set may be out of date. `key-ambiguous`: several
 * do; they are not tried in turn.
 */
export function selectKey(
  keys: readonly VerificationKey[],
  header: JwsHeader,
): LuaMultiReturn<[VerificationKey] | [undefined, JwsRefusal]> {
  const { kty, crv } = ALGORITHMS[header.alg];
  let chosen: VerificationKey | undefined;
  for (const key of keys) {
    const isNamed = header.kid === undefined || key.kid === header.kid;
    const fits = key.kty === kty && key.crv === crv && (key.alg === undefined || key.alg === header.alg);
    if (isNamed && fits) {
      if (chosen !== undefined) return $multi(undefined, "key-ambiguous");
      chosen = key;
    }
  }
  if (chosen === undefined) return $multi(undefined, "key-unknown");
  return $multi(chosen);
}
