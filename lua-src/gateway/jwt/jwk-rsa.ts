import { decodeBase64url } from "../base64url";
import { derBitString, derInteger, derObjectIdentifier, derSequence } from "./der";
import type { JwkRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

/** RFC 7518, section 3.3. */
const MIN_BITS = 2048;
/** A verification with 8192 bits takes some 0.2 ms; one with 65,536 bits would stop the worker. */
const MAX_BITS = 8192;
/** OpenSSL's own bound for large moduli (OPENSSL_RSA_MAX_PUBEXP_BITS); providers use 3 bytes. */
const MAX_EXPONENT_BYTES = 8;

/** AlgorithmIdentifier of rsaEncryption with its NULL (RFC 8017, appendix A.1). */
const RSA_ENCRYPTION = derSequence(
  derObjectIdentifier(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01),
  string.char(0x05, 0x00),
);

/**
 * The SubjectPublicKeyInfo (RFC 3279, section 2.3.1) of an RSA key (RFC 7518, section 6.3.1): a modulus of 2048 to 8192
 * bits and an exponent of 3 to 2^64, both odd and in as few bytes as they need.
 */
export function rsaPublicKeyInfo(jwk: JsonObject): LuaMultiReturn<[string] | [undefined, JwkRefusal]> {
  const modulus = oddNumber(jwk["n"]);
  if (modulus === undefined) return $multi(undefined, "jwk-modulus");
  const bits = bitLength(modulus);
  if (bits < MIN_BITS || bits > MAX_BITS) return $multi(undefined, "jwk-modulus");
  const exponent = oddNumber(jwk["e"]);
  if (exponent === undefined || exponent.length > MAX_EXPONENT_BYTES || exponent === string.char(1)) {
    return $multi(undefined, "jwk-exponent");
  }
  const key = derSequence(derInteger(modulus), derInteger(exponent));
  return $multi(derSequence(RSA_ENCRYPTION, derBitString(key)));
}

/** The bytes of an odd Base64urlUInt (RFC 7518, section 2); undefined with a zero in front. */
function oddNumber(value: unknown): string | undefined {
  if (type(value) !== "string") return undefined;
  const bytes = decodeBase64url(value as string);
  if (bytes === undefined || bytes === "") return undefined;
  return string.byte(bytes) !== 0 && string.byte(bytes, -1) % 2 === 1 ? bytes : undefined;
}

/** The bits of a number without zero in front. */
function bitLength(bytes: string): number {
  let bits = (bytes.length - 1) * 8;
  for (let first = string.byte(bytes); first > 0; first >>= 1) bits += 1;
  return bits;
}
