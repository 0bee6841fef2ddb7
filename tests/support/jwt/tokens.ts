import { constants, createHmac, type KeyObject, sign as signBytes } from "node:crypto";

/** Base64url of a text, of bytes or of a value's JSON. */
export function encode(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString("base64url");
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** The signature of an algorithm's name over a signing input, by node's OpenSSL; `HS…` with the bytes of `key`. */
export function signature(alg: string, key: KeyObject | Buffer, input: string): Buffer {
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith("HS")) return createHmac(hash, key).update(input).digest();
  if (Buffer.isBuffer(key)) throw new Error(`${alg} with a secret`);
  if (alg.startsWith("ES")) return signBytes(hash, Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  const padding = alg.startsWith("PS") ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return signBytes(hash, Buffer.from(input), { key, padding, saltLength });
}

/** A compact JWS; `header` and `claims` may be texts, for what JSON.stringify would not write. */
export function token(
  key: KeyObject | Buffer,
  header: { readonly alg: string } | string,
  claims: unknown,
  alg: string = typeof header === "string" ? (JSON.parse(header) as { alg: string }).alg : header.alg,
): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${encode(signature(alg, key, input))}`;
}
