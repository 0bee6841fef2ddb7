import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ecKey, jwkSet, rsaKey, type SigningKey } from "../../../support/jwt/keys";
import { token } from "../../../support/jwt/tokens";
import { verdict, verdicts } from "../../../support/jwt/verify";
import { callLua } from "../../../support/lua";
import { luaResult } from "../../../support/lua-calls";

const SET = "gateway.jwt.jwk-set";
const rsa = rsaKey("rsa");
const p256 = ecKey("p256", "P-256");
const p384 = ecKey("p384", "P-384");

/** Why a key is left out of a set; undefined where it is not. */
async function ignored(jwk: object): Promise<string | undefined> {
  const call = { module: SET, fn: "importJwkSet", args: [JSON.stringify({ keys: [jwk] })] };
  const [list] = await callLua("shared.json", "encode", luaResult(call, "ignored"));
  return (JSON.parse(list as string) as string[])[0];
}

/** An odd number of this many bits; a public key needs no factors to be read. */
function modulus(bits: number): Buffer {
  const bytes = randomBytes(Math.ceil(bits / 8));
  bytes.writeUInt8(1 << ((bits - 1) % 8), 0);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) | 1, bytes.length - 1);
  return bytes;
}

const number = (...bytes: number[]): string => Buffer.from(bytes).toString("base64url");
const even = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.readUInt8(255) & 254])]);
const withZero = (text: string | undefined): string =>
  Buffer.concat([Buffer.alloc(1), Buffer.from(text ?? "", "base64url")]).toString("base64url");
const padded = (text: string | undefined): string => `${text ?? ""}=`;

describe("accepted keys", () => {
  test.each<[string, object]>([
    ["RSA", rsa.jwk],
    ["RSA of 2048 bits", { ...rsa.jwk, n: modulus(2048).toString("base64url") }],
    ["RSA of 8192 bits", { ...rsa.jwk, n: modulus(8192).toString("base64url") }],
    ["RSA with the exponent 3", { ...rsa.jwk, e: number(3) }],
    ["RSA with an exponent of 64 bits", { ...rsa.jwk, e: number(255, 255, 255, 255, 255, 255, 255, 255) }],
    ["EC on P-256", p256.jwk],
    ["EC on P-384", p384.jwk],
    ["for signatures", { ...rsa.jwk, use: "sig", key_ops: ["verify"], alg: "RS512" }],
    ["with members that are ignored here", { ...p256.jwk, alg: "ES256", x5t: "AA", x5c: ["AA"], ext: true }],
    ["without kid", { ...p256.jwk, kid: undefined }],
  ])("this key is imported: %s", async (_title, jwk) => {
    expect(await ignored(jwk)).toBeUndefined();
  });
});

describe("ignored keys", () => {
  const { n, e } = rsa.jwk;
  const zeros = Buffer.alloc(32).toString("base64url");
  const beyond = Buffer.alloc(32, 255).toString("base64url");
  test.each<[string, object, string]>([
    ["no kty", { ...rsa.jwk, kty: undefined }, "jwk-type"],
    ["symmetric", { kty: "oct", k: "c2VjcmV0" }, "jwk-type"],
    ["Ed25519", { kty: "OKP", crv: "Ed25519", x: zeros }, "jwk-type"],
    ["another case of kty", { ...rsa.jwk, kty: "rsa" }, "jwk-type"],
    ["private RSA", rsa.privateKey.export({ format: "jwk" }), "jwk-private"],
    ["private EC", p256.privateKey.export({ format: "jwk" }), "jwk-private"],
    ["a secret next to RSA", { ...rsa.jwk, k: "c2VjcmV0" }, "jwk-private"],
    ["a private member that is null", { ...rsa.jwk, d: null }, "jwk-private"],
    ["kid a number", { ...rsa.jwk, kid: 1 }, "jwk-form"],
    ["for encryption", { ...rsa.jwk, use: "enc" }, "jwk-use"],
    ["use a list", { ...rsa.jwk, use: ["sig"] }, "jwk-use"],
    ["operations without verify", { ...rsa.jwk, key_ops: ["encrypt", "wrapKey"] }, "jwk-use"],
    ["no operation", { ...rsa.jwk, key_ops: [] }, "jwk-use"],
    ["operations a string", { ...rsa.jwk, key_ops: "verify" }, "jwk-use"],
    ["alg of encryption", { ...rsa.jwk, alg: "RSA-OAEP" }, "jwk-algorithm"],
    ["alg of PSS", { ...rsa.jwk, alg: "PS256" }, "jwk-algorithm"],
    ["alg HS256", { ...rsa.jwk, alg: "HS256" }, "jwk-algorithm"],
    ["alg of the other type", { ...rsa.jwk, alg: "ES256" }, "jwk-algorithm"],
    ["alg of the other curve", { ...p384.jwk, alg: "ES256" }, "jwk-algorithm"],
    ["alg null", { ...rsa.jwk, alg: null }, "jwk-algorithm"],
    ["RSA of 2047 bits", { ...rsa.jwk, n: modulus(2047).toString("base64url") }, "jwk-modulus"],
    ["RSA of 1024 bits", { ...rsa.jwk, n: modulus(1024).toString("base64url") }, "jwk-modulus"],
    ["RSA of 8193 bits", { ...rsa.jwk, n: modulus(8193).toString("base64url") }, "jwk-modulus"],
    ["an even modulus", { ...rsa.jwk, n: even(modulus(2048)).toString("base64url") }, "jwk-modulus"],
    ["a modulus with a zero in front", { ...rsa.jwk, n: withZero(n) }, "jwk-modulus"],
    ["a modulus with padding", { ...rsa.jwk, n: padded(n) }, "jwk-modulus"],
    ["no modulus", { ...rsa.jwk, n: undefined }, "jwk-modulus"],
    ["a modulus that is a number", { ...rsa.jwk, n: 12345 }, "jwk-modulus"],
    ["no exponent", { ...rsa.jwk, e: undefined }, "jwk-exponent"],
    ["an empty exponent", { ...rsa.jwk, e: "" }, "jwk-exponent"],
    ["the exponent 0", { ...rsa.jwk, e: number(0) }, "jwk-exponent"],
    ["the exponent 1", { ...rsa.jwk, e: number(1) }, "jwk-exponent"],
    ["the exponent 2", { ...rsa.jwk, e: number(2) }, "jwk-exponent"],
    ["the exponent 65536", { ...rsa.jwk, e: number(1, 0, 0) }, "jwk-exponent"],
    ["an exponent with a zero in front", { ...rsa.jwk, e: withZero(e) }, "jwk-exponent"],
    ["an exponent of 65 bits", { ...rsa.jwk, e: number(1, 0, 0, 0, 0, 0, 0, 0, 1) }, "jwk-exponent"],
    ["P-521", ecKey("p521", "P-521").jwk, "jwk-curve"],
    ["secp256k1", ecKey("k1", "secp256k1").jwk, "jwk-curve"],
    ["no curve", { ...p256.jwk, crv: undefined }, "jwk-curve"],
    ["the other curve's name", { ...p256.jwk, crv: "P-384" }, "jwk-point"],
    ["x and y changed over", { ...p256.jwk, x: p256.jwk.y, y: p256.jwk.x }, "jwk-point"],
    ["a point not on the curve", { ...p256.jwk, y: modulus(256).toString("base64url") }, "jwk-point"],
    ["the point 0,0", { ...p256.jwk, x: zeros, y: zeros }, "jwk-point"],
    ["coordinates above the field", { ...p256.jwk, x: beyond, y: beyond }, "jwk-point"],
    ["a coordinate with a zero in front", { ...p256.jwk, x: withZero(p256.jwk.x) }, "jwk-point"],
    ["no y", { ...p256.jwk, y: undefined }, "jwk-point"],
  ])("this key is ignored: %s", async (_title, jwk, refusal) => {
    expect(await ignored(jwk)).toBe(refusal);
  });
});

test.each<[string, string, string]>([
  ["no JSON", "<html>", "json-syntax"],
  ["a list", "[]", "json-syntax"],
  ["no keys", "{}", "jwk-set-form"],
  ["keys that are a text", '{"keys":"a"}', "jwk-set-form"],
  ["a key that is a text", '{"keys":["a"]}', "jwk-set-form"],
  ["a name twice", '{"keys":[{"kty":"RSA","kty":"EC"}]}', "json-duplicate-name"],
  ["101 keys", JSON.stringify({ keys: Array.from({ length: 101 }, () => ({ kty: "oct" })) }), "jwk-set-size"],
  ["over 256 kB", JSON.stringify({ keys: [], note: "x".repeat(262_144) }), "jwk-set-size"],
])("a key set is refused: %s", async (_title, text, refusal) => {
  expect(await verdicts([{ module: SET, fn: "importJwkSet", args: [text] }])).toEqual([refusal]);
});

describe("choice of a key from a set", () => {
  const claims = { sub: "x" };
  const second = ecKey("second", "P-256");
  const twin: SigningKey = { ...second, jwk: { ...second.jwk, kid: "p256" } };
  const nameless = { jwk: { ...p256.jwk, kid: undefined } };
  const signed = (key: SigningKey, alg: string, kid?: string): string =>
    token(key.privateKey, { alg, ...(kid === undefined ? {} : { kid }) }, claims);
  test.each<[string, string, string, string]>([
    ["by kid", signed(p256, "ES256", "p256"), jwkSet(rsa, second, p256), "accepted"],
    [
      "by type and curve, if all have one kid",
      signed(p256, "ES256", "p256"),
      jwkSet({ jwk: { ...rsa.jwk, kid: "p256" } }, { jwk: { ...p384.jwk, kid: "p256" } }, p256),
      "accepted",
    ],
    ["by the algorithm, if the token has no kid", signed(p256, "ES256"), jwkSet(rsa, p384, p256), "accepted"],
    [
      "by the key's own algorithm",
      signed(rsa, "RS256"),
      jwkSet({ jwk: { ...rsa.jwk, alg: "RS256" } }, { jwk: { ...rsa.jwk, alg: "RS512" } }),
      "accepted",
    ],
    [
      "next to ignored keys",
      signed(p256, "ES256", "p256"),
      `{"keys":[{"kty":"oct"},${JSON.stringify(p256.jwk)}]}`,
      "accepted",
    ],
    ["but not another's than kid says", signed(p256, "ES256", "rsa"), jwkSet(rsa, p256), "key-unknown"],
    ["but not one without kid, if the token has a kid", signed(p256, "ES256", "p256"), jwkSet(nameless), "key-unknown"],
    [
      "but not one of another curve",
      signed(p256, "ES256", "p256"),
      jwkSet({ jwk: { ...p384.jwk, kid: "p256" } }),
      "key-unknown",
    ],
    [
      "but not one for another algorithm",
      signed(rsa, "RS256", "rsa"),
      jwkSet({ jwk: { ...rsa.jwk, alg: "RS512" } }),
      "key-unknown",
    ],
    [
      "but not one for encryption",
      signed(rsa, "RS256", "rsa"),
      jwkSet({ jwk: { ...rsa.jwk, use: "enc" } }),
      "key-unknown",
    ],
    ["but not one of two", signed(p256, "ES256"), jwkSet(p256, second), "key-ambiguous"],
    ["but not one of two with one kid", signed(p256, "ES256", "p256"), jwkSet(p256, twin), "key-ambiguous"],
    ["but kid has a case", signed(p256, "ES256", "P256"), jwkSet(p256), "key-unknown"],
    ["but not found in an empty set", signed(p256, "ES256", "p256"), jwkSet(), "key-unknown"],
  ])("the key is chosen %s", async (_title, jws, set, expected) => {
    expect(await verdict(jws, set)).toBe(expected);
  });
});
