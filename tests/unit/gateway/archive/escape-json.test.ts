import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { callLuaAt, type LuaCall } from "../../../support/lua-calls";

const MODULE = "gateway.archive.escape-json";

/** Runs calls whose texts are bytes, a character each. */
async function call(calls: readonly LuaCall[]): Promise<[string, string][]> {
  return (await callLuaAt(inject("luaUrl"), calls, "latin1")) as [string, string][];
}

const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** What a text becomes that comes in pieces, one after the other. */
async function escape(pieces: readonly string[]): Promise<string> {
  let before = "";
  let whole = "";
  for (const [at, piece] of pieces.entries()) {
    const args = [before + piece, at === pieces.length - 1];
    const [[escaped, rest] = ["", ""]] = await call([{ module: MODULE, fn: "escapePiece", args }]);
    before = rest;
    whole += escaped;
  }
  return whole;
}

/** The same, written down by another hand. */
const expected = (text: string): string =>
  text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const LETTERS = [
  "<",
  ">",
  "&",
  "\u2028",
  "\u2029",
  "\u2027",
  "\u202a",
  "\u20a8",
  "\u0080",
  "\u00e2",
  "\\",
  '"',
  "a",
  "ä",
  "山",
  "😀",
];
const text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 60 }).map((letters) => letters.join(""));

test("escaped JSON has the same meaning and no markup", async () => {
  const values = fc.sample(fc.jsonValue({ stringUnit: fc.constantFrom(...LETTERS) }), 300);
  const jsons = values.map((value) => JSON.stringify(value));
  const answers = await call(jsons.map((json) => ({ module: MODULE, fn: "escapePiece", args: [bytesOf(json), true] })));
  for (const [at, [escaped]] of answers.entries()) {
    const said = Buffer.from(escaped, "latin1").toString("utf8");
    expect(said).toBe(expected(jsons[at] ?? ""));
    expect(JSON.parse(said)).toEqual(JSON.parse(jsons[at] ?? ""));
  }
});

test("JSON is escaped the same wherever it is split", async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 4 }), async (said, cuts) => {
      const bytes = bytesOf(said);
      const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
      const pieces = ends.map((end, at) => bytes.slice(ends[at - 1] ?? 0, end));
      expect(await escape(pieces)).toBe(bytesOf(expected(said)));
    }),
    { numRuns: 150 },
  );
});

test("every character is escaped wherever it is split", async () => {
  const bytes = bytesOf("a\u2028\u2029<b");
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect([cut, await escape([bytes.slice(0, cut), bytes.slice(cut)])]).toEqual([cut, "a\\u2028\\u2029\\u003cb"]);
  }
  expect(await escape([...Array.from(bytes), ""])).toBe("a\\u2028\\u2029\\u003cb");
});

test("bytes that are not UTF-8 pass the escaping unchanged", async () => {
  const bytes = "\xe2\x80\xe2\x80\xe2\xe2\x80\xa7\xff\xfe\x80\xa8<";
  expect(await escape([bytes])).toBe(`${bytes.slice(0, -1)}\\u003c`);
  expect(await escape(["\xe2\x80"])).toBe("\xe2\x80");
  expect(await escape(["\xe2", ""])).toBe("\xe2");
});

test("pieces of any length are escaped completely, around the boundaries of a single write too", async () => {
  for (const length of [10_922, 10_923, 65_530, 65_535, 65_536, 65_537, 131_072, 1_000_000]) {
    for (const unit of ["<", "&a", "\u2028", "abcdefg>"]) {
      const said = unit.repeat(Math.ceil(length / unit.length));
      const [[escaped] = [""]] = await call([{ module: MODULE, fn: "escapePiece", args: [bytesOf(said), true] }]);
      expect(escaped === bytesOf(expected(said))).toBe(true);
    }
  }
});
