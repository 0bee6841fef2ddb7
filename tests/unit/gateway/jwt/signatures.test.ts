import { createPrivateKey, type KeyObject } from "node:crypto";
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from "jose";
import { describe, expect, test } from "vitest";
import { ecForgeries, type Forgery, rsaForgeries } from "./forgeries";
import { ecKey, jwkSet, rsaKey } from "../../../support/jwt/keys";
import { token } from "../../../support/jwt/tokens";
import { verdicts, verifyCall } from "../../../support/jwt/verify";
import { callLuaMany } from "../../../support/lua";
import { luaResult } from "../../../support/lua-calls";

const claims = { iss: "https://op.example", sub: "1" };

/** Whether jose takes each token. */
async function joseTakes(forgeries: readonly Forgery[], set: string): Promise<boolean[]> {
  const keys = createLocalJWKSet(JSON.parse(set) as JSONWebKeySet);
  return Promise.all(
    forgeries.map(({ token: jws }) =>
      compactVerify(jws, keys).then(
        () => true,
        () => false,
      ),
    ),
  );
}

/** What is expected, what jose says and what is said here, by title. */
async function compare(forgeries: readonly Forgery[], set: string): Promise<void> {
  const said = await verdicts(forgeries.map(({ token: jws }) => verifyCall(jws, set)));
  const takes = await joseTakes(forgeries, set);
  const expected = forgeries.map(({ title, good }) => [title, good, good ? "accepted" : "signature"]);
  expect(forgeries.map(({ title }, i) => [title, takes[i], said[i]])).toEqual(expected);
}

describe("nearly valid signatures", () => {
  test.each([65537, 3])(
    "of nearly valid RS256 signatures with the exponent %i, only valid ones are accepted",
    async (exponent) => {
      const [key, other] = [rsaKey("a", {}, 2048, exponent), rsaKey("b")];
      const modulus = Buffer.from(key.jwk.n ?? "", "base64url");
      const forgeries = rsaForgeries(key.privateKey, modulus, other.privateKey, claims);
      await compare(forgeries, jwkSet(key));
      expect(forgeries.length).toBeGreaterThan(30);
    },
  );

  test("of nearly valid RS256 signatures with a modulus of 3072 bits, only valid ones are accepted", async () => {
    const [key, other] = [rsaKey("a", {}, 3072), rsaKey("b")];
    const modulus = Buffer.from(key.jwk.n ?? "", "base64url");
    await compare(rsaForgeries(key.privateKey, modulus, other.privateKey, claims), jwkSet(key));
  });

  test.each([
    ["ES256", "P-256"],
    ["ES384", "P-384"],
  ] as const)("of nearly valid %s signatures, only valid ones are accepted", async (alg, curve) => {
    const [key, other] = [ecKey("a", curve), ecKey("b", curve)];
    const forgeries = ecForgeries(alg, key.privateKey, other.privateKey, claims);
    await compare(forgeries, jwkSet(key));
    expect(forgeries.length).toBeGreaterThan(35);
  });
});

/** The base point of P-256 (SEC 2, section 2.4.2), and its opposite: the public keys of 1 and n - 1. */
const G = {
  x: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
  y: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  opposite: "b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0a",
  one: "1".padStart(64, "0"),
  last: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
};

test.each([
  ["the base point", G.one, G.y],
  ["its opposite", G.last, G.opposite],
])("a key that is %s verifies signatures", async (_title, d, y) => {
  const text = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x: text(G.x), y: text(y) };
  const privateKey: KeyObject = createPrivateKey({ key: { ...jwk, d: text(d) }, format: "jwk" });
  const good = token(privateKey, { alg: "ES256" }, claims);
  const other = token(ecKey("b", "P-256").privateKey, { alg: "ES256" }, claims);
  const forgeries = [good, other].map((jws, i) => ({ title: String(i), token: jws, good: i === 0 }));
  await compare(forgeries, jwkSet({ jwk }));
});

test("a signature is refused if OpenSSL fails instead of rejecting it", async () => {
  const key = luaResult({ module: "gateway.jwt.jwk", fn: "importJwk", args: [ecKey("a", "P-256").jwk] });
  const call = { module: "gateway.jwt.signature", fn: "isSignatureOf", args: [key, "RS256", "a.b", "no DER"] };
  expect(await callLuaMany([call])).toEqual([[false]]);
});

test("two hundred signatures of each algorithm are accepted, and none with a flipped bit", async () => {
  const [rsa, p256, p384] = [rsaKey("r"), ecKey("e", "P-256"), ecKey("f", "P-384")];
  const set = jwkSet(rsa, p256, p384);
  const signers = { RS256: rsa, RS384: rsa, RS512: rsa, ES256: p256, ES384: p384 };
  for (const [alg, { privateKey }] of Object.entries(signers)) {
    const good = Array.from({ length: 200 }, (_, i) => token(privateKey, { alg }, { i }));
    const turned = good.map((jws, i) => {
      const at = jws.lastIndexOf(".") + 1;
      const bytes = Buffer.from(jws.slice(at), "base64url");
      const byte = (i * 7) % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (i % 8)), byte);
      return jws.slice(0, at) + bytes.toString("base64url");
    });
    expect(new Set(await verdicts(good.map((jws) => verifyCall(jws, set))))).toEqual(new Set(["accepted"]));
    expect(new Set(await verdicts(turned.map((jws) => verifyCall(jws, set))))).toEqual(new Set(["signature"]));
  }
}, 120_000);
