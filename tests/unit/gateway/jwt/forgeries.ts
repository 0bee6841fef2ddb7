import { constants, createHash, type KeyObject, privateEncrypt } from "node:crypto";
import { encode, signature } from "../../../support/jwt/tokens";

/** A signature that is good or close to it, and whether a verifier should take it. */
export interface Forgery {
  readonly title: string;
  readonly token: string;
  readonly good: boolean;
}

function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex");
}

const toNumber = (from: Buffer): bigint => BigInt(`0x${from.toString("hex")}`);

function tlv(tag: number, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(content.length < 128 ? [tag, content.length] : [tag, 129, content.length]),
    content,
  ]);
}

/** DigestInfo (RFC 8017, section 9.2) of a SHA-2 hash. */
function digestInfo(hash: "sha256" | "sha512", input: string, parameters = Buffer.from([5, 0])): Buffer {
  const oid = tlv(6, Buffer.from(`60864801650304020${hash === "sha256" ? 1 : 3}`, "hex"));
  const algorithm = tlv(0x30, Buffer.concat([oid, parameters]));
  return tlv(0x30, Buffer.concat([algorithm, tlv(4, createHash(hash).update(input).digest())]));
}

/** RSASSA-PKCS1-v1_5 signatures over blocks that are almost the right one, in the manner of Wycheproof. */
export function rsaForgeries(key: KeyObject, modulus: Buffer, other: KeyObject, claims: object): readonly Forgery[] {
  const input = `${encode({ alg: "RS256" })}.${encode(claims)}`;
  const size = modulus.length;
  const info = digestInfo("sha256", input);
  const raw = (block: Buffer): Buffer => privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  const block = (tail: Buffer, type = 1, filler = 0xff, length = size - 3 - tail.length): Buffer =>
    Buffer.concat([
      Buffer.from([0, type]),
      Buffer.alloc(length, filler),
      Buffer.from([0]),
      tail,
      Buffer.alloc(size),
    ]).subarray(0, size);
  const spoilt = block(info);
  spoilt.writeUInt8(0xfe, 100);
  const good = signature("RS256", key, input);
  const n = toNumber(modulus);
  const cases: readonly [title: string, bytes: Buffer, good?: boolean][] = [
    ["by the signer", good, true],
    ["the same block, made by hand", raw(block(info)), true],
    ["by another key", signature("RS256", other, input)],
    ["over other bytes", signature("RS256", key, `${input}A`)],
    ["of RS384", signature("RS384", key, input)],
    ["of RS512", signature("RS512", key, input)],
    ["of PS256", signature("PS256", key, input)],
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.from([1])],
    ["a byte short", good.subarray(0, -1)],
    ["without its first byte", good.subarray(1)],
    ["a byte more", Buffer.concat([good, Buffer.from([0])])],
    ["a zero in front", Buffer.concat([Buffer.from([0]), good])],
    ["twice", Buffer.concat([good, good])],
    ["backwards", Buffer.from(good).reverse()],
    ["0", Buffer.alloc(size)],
    ["1", toBytes(1n, size)],
    ["n - 1", toBytes(n - 1n, size)],
    ["n", modulus],
    ["n minus the signature", toBytes(n - toNumber(good), size)],
    ["the signature plus n", toBytes(toNumber(good) + n, size + 1)],
    ["all ones", Buffer.alloc(size, 0xff)],
    ["short filler, then bytes after the hash", raw(block(info, 1, 0xff, 8))],
    ["no filler", raw(block(info, 1, 0xff, 0))],
    ["a wrong byte in the filler", raw(spoilt)],
    ["filler of zeros", raw(block(info, 1, 0))],
    ["of encryption's block type", raw(block(info, 2))],
    ["of block type 0", raw(block(info, 0))],
    ["a byte after the hash", raw(block(Buffer.concat([info, Buffer.from([0])])))],
    ["no NULL after the hash's name", raw(block(digestInfo("sha256", input, Buffer.alloc(0))))],
    ["bytes in place of NULL", raw(block(digestInfo("sha256", input, Buffer.from([4, 4, 1, 2, 3, 4]))))],
    ["another hash's name and hash", raw(block(digestInfo("sha512", input)))],
    ["the hash alone", raw(block(createHash("sha256").update(input).digest()))],
    ["a long form of a length", raw(block(Buffer.concat([Buffer.from([0x30, 0x81]), info.subarray(1)])))],
  ];
  return cases.map(([title, bytes, isGood = false]) => ({ title, token: `${input}.${encode(bytes)}`, good: isGood }));
}

/** Orders of the curves (SEC 2, sections 2.4.2 and 2.5.1). */
const ORDERS = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** ECDSA signatures of wrong forms and special numbers, in the manner of Wycheproof. */
export function ecForgeries(
  alg: "ES256" | "ES384",
  key: KeyObject,
  other: KeyObject,
  claims: object,
): readonly Forgery[] {
  const input = `${encode({ alg })}.${encode(claims)}`;
  const size = alg === "ES256" ? 32 : 48;
  const n = ORDERS[alg];
  const good = signature(alg, key, input);
  const [r, s] = [toNumber(good.subarray(0, size)), toNumber(good.subarray(size))];
  const integer = (value: bigint): Buffer =>
    tlv(2, toBytes(value, value >> BigInt(size * 8 - 1) === 1n ? size + 1 : size));
  const der = tlv(0x30, Buffer.concat([integer(r), integer(s)]));
  const pairs: readonly [title: string, r: bigint, s: bigint, good?: boolean][] = [
    ["by the signer", r, s, true],
    // ECDSA has two for each message, and JWS does not ask for the lower one.
    ["s turned to n - s", r, n - s, true],
    ["r turned to n - r", n - r, s],
    ["changed over", s, r],
    ...[0n, 1n, n - 1n, n, n + 1n, 2n ** BigInt(size * 8) - 1n].flatMap((value): [string, bigint, bigint][] => [
      [`r of ${value.toString(16)}`, value, s],
      [`s of ${value.toString(16)}`, r, value],
      [`both of ${value.toString(16)}`, value, value],
    ]),
    ["0 and 1", 0n, 1n],
    ["1 and 0", 1n, 0n],
    ["n and 1", n, 1n],
  ];
  const zero = Buffer.from([0]);
  const cases: readonly [title: string, bytes: Buffer, good?: boolean][] = [
    ...pairs.map(([title, a, b, isGood = false]): [string, Buffer, boolean] => [
      title,
      Buffer.concat([toBytes(a, size), toBytes(b, size)]),
      isGood,
    ]),
    ["by another key", signature(alg, other, input)],
    ["over other bytes", signature(alg, key, `${input}A`)],
    ["over another hash", signature(alg === "ES256" ? "ES384" : "ES256", key, input)],
    ["in DER", der],
    ["in DER, filled up", Buffer.concat([der, Buffer.alloc(2 * size)]).subarray(0, 2 * size)],
    ["nothing", Buffer.alloc(0)],
    ["r alone", good.subarray(0, size)],
    ["a byte short", good.subarray(0, -1)],
    ["a byte more", Buffer.concat([good, zero])],
    ["a zero in front", Buffer.concat([zero, good])],
    ["a zero before s", Buffer.concat([good.subarray(0, size), zero, good.subarray(size)])],
    ["a zero before each", Buffer.concat([zero, good.subarray(0, size), zero, good.subarray(size)])],
    ["of the other curve's length", Buffer.concat([good, good]).subarray(0, alg === "ES256" ? 96 : 64)],
    ["r plus n, a byte longer", Buffer.concat([toBytes(r + n, size + 1), toBytes(s, size + 1)])],
  ];
  return cases.map(([title, bytes, isGood = false]) => ({ title, token: `${input}.${encode(bytes)}`, good: isGood }));
}
