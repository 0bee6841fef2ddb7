import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { callLuaAt } from "../../support/lua-calls";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

async function decode(texts: readonly string[]): Promise<unknown[]> {
  const calls = texts.map((text) => ({
    module: "gateway.base64url",
    fn: "decodeBase64url",
    args: [text],
  }));
  const answers = await callLuaAt(inject("luaUrl"), calls, "latin1");
  return answers.map(([bytes]) => bytes);
}

test.each(["A", "AA=", "AA==", "QUJD\n", "QUJD ", "QU+D", "QU/D", "QU.D", "QUJDé", "AB", "AAB", "QUJDR", "=", "QUJD="])(
  "base64url decoding refuses %j",
  async (text) => {
    expect(await decode([text])).toEqual([null]);
  },
);

test("base64url decodes any bytes back", async () => {
  const samples = fc.sample(fc.uint8Array({ maxLength: 300 }), { numRuns: 500, seed: 1 }).map((b) => Buffer.from(b));
  const texts = await decode(samples.map((bytes) => bytes.toString("base64url")));
  expect(texts).toEqual(samples.map((bytes) => bytes.toString("latin1")));
});

test("base64url accepts only the one canonical encoding of its bytes", async () => {
  const character = fc.constantFrom(...Array.from(ALPHABET));
  const text = fc.string({
    unit: fc.oneof({ weight: 30, arbitrary: character }, fc.constantFrom(...Array.from("=+/. \n"))),
    maxLength: 9,
  });
  const texts = fc.sample(text, { numRuns: 5000, seed: 2 });
  const expected = texts.map((each) => {
    const bytes = Buffer.from(each, "base64url");
    return bytes.toString("base64url") === each ? bytes.toString("latin1") : null;
  });
  expect(expected.filter((bytes) => bytes === null).length).toBeGreaterThan(1000);
  expect(expected.filter((bytes) => bytes !== null).length).toBeGreaterThan(1000);
  expect(await decode(texts)).toEqual(expected);
});
