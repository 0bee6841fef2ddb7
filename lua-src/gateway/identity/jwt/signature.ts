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
  const [said, valid] = pcall(() => key.publicKey.verify(encoded, hashed));
  return said && valid;
}

/**
 * ECDSA-Sig-Value (RFC 3279, section 2.2.3) of JWS's `r || s`, each of the curve's full length (RFC 7518, section 3.4).
 * Zero is refused here (CVE-2022-21449 took it), numbers of the order or above by OpenSSL.
 */
function ecdsaInDer(signature: string, curve: Curve): string | undefined {
  const bytes = COORDINATE_BYTES[curve];
  if (signature.length !== 2 * bytes) return undefined;
  const r = string.sub(signature, 1, bytes);
  const s = string.sub(signature, bytes + 1);
  const zero = string.rep(string.char(0), bytes);
  if (r === zero || s === zero) return undefined;
  return derSequence(derInteger(r), derInteger(s));
}
