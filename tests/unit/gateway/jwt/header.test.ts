import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ecKey, jwkSet, rsaKey } from "../../../support/jwt/keys";
import { encode, token } from "../../../support/jwt/tokens";
import { type Kind, verdict } from "../../../support/jwt/verify";

const rsa = rsaKey("rsa");
const ec = ecKey("ec", "P-256");
const set = jwkSet(rsa, ec);
const claims = { iss: "https://op.example" };
const good = token(rsa.privateKey, { alg: "RS256" }, claims);
const [header = "", payload = "", signature = ""] = good.split(".");

describe("malformed tokens", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "jws-form"],
    ["two parts", `${header}.${payload}`, "jws-form"],
    ["four parts", `${good}.`, "jws-form"],
    ["five parts", `${good}.${payload}.${payload}`, "jws-form"],
    ["16385 bytes", token(rsa.privateKey, { alg: "RS256" }, { x: "x".repeat(12_000) }).padEnd(16_385, "A"), "jws-size"],
    ["a space in front", ` ${good}`, "jws-base64url"],
    ["a trailing line break", `${good}\n`, "jws-base64url"],
    ["padding", `${header}=.${payload}.${signature}`, "jws-base64url"],
    ["base64's alphabet", `${header}.${payload}.${signature.slice(0, -2)}+/`, "jws-base64url"],
    ["no header", `.${payload}.${signature}`, "json-syntax"],
    ["a header that is a list", `${encode([{ alg: "RS256" }])}.${payload}.${signature}`, "json-syntax"],
    ["alg twice", `${encode('{"alg":"RS256","alg":"none"}')}.${payload}.${signature}`, "json-duplicate-name"],
    ["no signature", `${header}.${payload}.`, "signature"],
    ["claims that are not an object", token(rsa.privateKey, { alg: "RS256" }, '"claims"'), "json-syntax"],
    ["no claims", token(rsa.privateKey, { alg: "RS256" }, ""), "json-syntax"],
    ["a claim twice", token(rsa.privateKey, { alg: "RS256" }, '{"sub":"a","sub":"b"}'), "json-duplicate-name"],
  ])("a token with %s is refused", async (_title, jws, refusal) => {
    expect(await verdict(jws, set)).toBe(refusal);
  });
});

test("a token of 16384 bytes is verified", async () => {
  const room = 16_384 - good.length;
  const filler = Math.floor((room * 3) / 4) - 8;
  const large = token(rsa.privateKey, { alg: "RS256" }, { ...claims, x: "x".repeat(filler) });
  expect(large.length).toBeGreaterThan(16_370);
  expect(large.length).toBeLessThanOrEqual(16_384);
  expect(await verdict(large, set)).toBe("accepted");
});

describe("headers that bring rules of their own", () => {
  const publicPem = createPublicKey(rsa.privateKey).export({ type: "spki", format: "pem" }) as string;
  const publicDer = createPublicKey(rsa.privateKey).export({ type: "spki", format: "der" });
  const modulus = Buffer.from(rsa.jwk.n ?? "", "base64url");
  test.each<[string, string, string]>([
    ...["none", "None", "nOnE", "NONE", "", "rs256", "RS256 ", "RS1", "HS256", "PS256", "ES512", "ES256K", "EdDSA"].map(
      (alg): [string, string, string] => [`alg "${alg}"`, `${encode({ alg })}.${payload}.${signature}`, "header-alg"],
    ),
    ["none without signature", `${encode({ alg: "none" })}.${payload}.`, "header-alg"],
    ["no alg", `${encode({ typ: "JWT" })}.${payload}.${signature}`, "header-alg"],
    ["alg a list", `${encode({ alg: ["RS256"] })}.${payload}.${signature}`, "header-alg"],
    ["HS256 with the public key's PEM", token(Buffer.from(publicPem), { alg: "HS256" }, claims), "header-alg"],
    ["HS256 with the public key's DER", token(publicDer, { alg: "HS256" }, claims), "header-alg"],
    ["HS256 with the modulus", token(modulus, { alg: "HS256" }, claims), "header-alg"],
    ["HS256 with an empty key", token(Buffer.alloc(0), { alg: "HS256" }, claims), "header-alg"],
    ["PS256 by the very key", token(rsa.privateKey, { alg: "PS256" }, claims), "header-alg"],
  ])("a token with this header is refused: %s", async (_title, jws, refusal) => {
    expect(await verdict(jws, set)).toBe(refusal);
  });

  test.each<[string, unknown]>([
    ["crit", ["exp"]],
    ["crit", []],
    ["jku", "https://evil.example/keys"],
    ["jwk", ec.jwk],
    ["x5u", "https://evil.example/cert"],
    ["x5c", ["AA"]],
    ["zip", "DEF"],
    ["b64", true],
    ["jku", null],
  ])("a token with the header field %s is refused: %j", async (member, value) => {
    const signed = { alg: "RS256", [member]: value };
    expect(await verdict(token(rsa.privateKey, signed, claims), set)).toBe(`header-${member}`);
  });

  test.each([1, null, ["rsa"], "x".repeat(256)])("a token with the kid %j is refused", async (kid) => {
    const signed = { alg: "RS256", kid };
    expect(await verdict(token(rsa.privateKey, signed, claims), set)).toBe("header-kid");
  });
});

describe("the typ of each kind of token", () => {
  const types = [
    undefined,
    "JWT",
    "application/jwt",
    "at+jwt",
    "application/AT+JWT",
    "logout+jwt",
    "dpop+jwt",
    "",
    null,
  ];
  const allowed: Readonly<Record<Kind, readonly unknown[]>> = {
    ID_TOKEN: [undefined, "JWT", "application/jwt"],
    ACCESS_TOKEN: ["at+jwt", "application/AT+JWT"],
    LOGOUT_TOKEN: [undefined, "JWT", "application/jwt", "logout+jwt"],
  };
  const cases = (Object.keys(allowed) as Kind[]).flatMap((kind) => types.map((typ) => [kind, typ] as const));
  test.each(cases)("the token type is checked: %s, typ %j", async (kind, typ) => {
    const jws = token(rsa.privateKey, { alg: "RS256", ...(typ === undefined ? {} : { typ }) }, claims);
    expect(await verdict(jws, set, kind)).toBe(allowed[kind].includes(typ) ? "accepted" : "header-typ");
  });
});
