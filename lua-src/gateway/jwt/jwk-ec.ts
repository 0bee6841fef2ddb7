import { COORDINATE_BYTES, type Curve } from "./algorithms";
import { decodeBase64url } from "../base64url";
import { derBitString, derObjectIdentifier, derSequence } from "./der";
import type { JwkRefusal } from "./refusal";
import type { JsonObject } from "./strict-json";

const EC_PUBLIC_KEY = derObjectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
/** RFC 5480, section 2.1.1.1: secp256r1 and secp384r1. */
const CURVES: Readonly<Record<Curve, string>> = {
  "P-256": derObjectIdentifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07),
  "P-384": derObjectIdentifier(0x2b, 0x81, 0x04, 0x00, 0x22),
};
/** An uncompressed point (SEC 1, section 2.3.3). */
const UNCOMPRESSED = string.char(0x04);

/** The curve of an EC key, if it is one that is taken. */
export function curveOf(jwk: JsonObject): Curve | undefined {
  const crv = jwk["crv"];
  return crv === "P-256" || crv === "P-384" ? crv : undefined;
}

/**
 * The SubjectPublicKeyInfo (RFC 5480, section 2) of an EC key (RFC 7518, section 6.2.1): coordinates of the curve's full
 * length. Whether the point is on its curve, OpenSSL says when it reads this.
 */
export function ecPublicKeyInfo(jwk: JsonObject, curve: Curve): LuaMultiReturn<[string] | [undefined, JwkRefusal]> {
  const x = coordinate(jwk["x"], curve);
  const y = coordinate(jwk["y"], curve);
  if (x === undefined || y === undefined) return $multi(undefined, "jwk-point");
  return $multi(derSequence(derSequence(EC_PUBLIC_KEY, CURVES[curve]), derBitString(UNCOMPRESSED + x + y)));
}

function coordinate(value: unknown, curve: Curve): string | undefined {
  if (type(value) !== "string") return undefined;
  const bytes = decodeBase64url(value as string);
  return bytes !== undefined && bytes.length === COORDINATE_BYTES[curve] ? bytes : undefined;
}
