import * as digest from "openssl.digest";

import { ALGORITHMS, COORDINATE_BYTES, type Algorithm, type Curve } from "./algorithms";
import { derInteger, derSequence } from "./der";
import type { VerificationKey } from "./jwk";

/**
 * Whether a signature is the key's over these bytes (RFC 7518, sections 3.3 and 3.4). The key has to be one of the
 * algorithm's type and curve: `selectKey` gives no other.
 */
export function isSignatureOf(key: VerificationKey, alg: Algorithm, bytes: string, signature: string): boolean {
  const { crv, hash } = ALGORITHMS[alg];
  const encoded = crv === undefined ? signature : ecdsaInDer(signature, crv);
  if (encoded === undefined) return false;
  const hashed = digest.new(hash);
  hashed.update(bytes);
  // luaossl throws where OpenSSL fails instead of saying no.
  const [said, valid] = pcall(verify, key, encoded, hashed);
  return said && valid;
}

function verify({ publicKey }: VerificationKey, encoded: string, hashed: digest.Digest): boolean {
  return publicKey.verify(encoded, hashed);
}

/**
 * ECDSA-Sig-Value (RFC 3279, section 2.2.3) of JWS's `r || s`, each of the curve's full length (RFC 7518, section 3.4).
 * Zero, and numbers of the curve's order or above, are refused by OpenSSL.
 */
function ecdsaInDer(signature: string, curve: Curve): string | undefined {
  const bytes = COORDINATE_BYTES[curve];
  if (signature.length !== 2 * bytes) return undefined;
  return derSequence(derInteger(string.sub(signature, 1, bytes)), derInteger(string.sub(signature, bytes + 1)));
}
