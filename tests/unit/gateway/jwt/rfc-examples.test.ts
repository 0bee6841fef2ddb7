import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";
import { luaResult } from "../../../support/lua-calls";
import examples from "./rfc-examples.json";
import { verdict, verifyCall } from "../../../support/jwt/verify";

const JWT = "gateway.jwt";
const ALLOWED = ["RS256", "ES256"];
const allowed = examples.filter(({ alg }) => ALLOWED.includes(alg));
const others = examples.filter(({ alg }) => !ALLOWED.includes(alg));

test("three of the RFC examples use an algorithm that is accepted", () => {
  expect(allowed.map(({ section }) => section)).toEqual(["RFC 7515, A.2", "RFC 7515, A.3", "RFC 7520, 4.1"]);
});

test.each(allowed)("the signature of $section is valid for its own text only", async ({ alg, key, token }) => {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const imported = luaResult({ module: `${JWT}.jwk`, fn: "importJwk", args: [key] });
  const bytes = luaResult({ module: "gateway.base64url", fn: "decodeBase64url", args: [signature] });
  const call = (input: string) => ({
    module: `${JWT}.signature`,
    fn: "isSignatureOf",
    args: [imported, alg, input, bytes],
  });
  expect(await callLuaMany([call(`${header}.${payload}`), call(`${header}.${payload}A`)])).toEqual([[true], [false]]);
});

test.each(others)("the RFC example $section is refused: $alg", async ({ key, token }) => {
  expect(await verdict(token, JSON.stringify({ keys: [key] }))).toBe("header-alg");
});

test("the claims of RFC 7515 A.2 are read", async () => {
  const example = examples.find(({ section }) => section === "RFC 7515, A.2");
  const { module, fn, args } = verifyCall(example?.token ?? "", JSON.stringify({ keys: [example?.key] }));
  expect(await callLua(module, fn, ...args)).toEqual([
    { iss: "joe", exp: 1300819380, "http://example.com/is_root": true },
    { alg: "RS256" },
  ]);
});

test("RFC 7520 4.1 is refused as a token, since its payload is a sentence", async () => {
  const example = examples.find(({ section }) => section === "RFC 7520, 4.1");
  expect(await verdict(example?.token ?? "", JSON.stringify({ keys: [example?.key] }))).toBe("json-syntax");
});
