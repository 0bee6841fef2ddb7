import * as digest from "openssl.digest";

import { ALGORITHMS, type Algorithm } from "./algorithms";
import { decodeBase64url } from "../base64url";

/**
 * Whether an `at_hash` claim is the left half of an access token's hash, by the hash of the ID token's algorithm
 * (OpenID Connect Core 1.0, section 3.1.3.6).
 */
export function isHashOf(claim: unknown, accessToken: string, alg: Algorithm): boolean {
  if (type(claim) !== "string") return false;
  const hash = digest.new(ALGORITHMS[alg].hash).final(accessToken);
  return decodeBase64url(claim as string) === string.sub(hash, 1, hash.length / 2);
}
