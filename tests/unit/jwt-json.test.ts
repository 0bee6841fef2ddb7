import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { callLua } from "../support/lua";
import { callLuaAt } from "../support/lua-calls";

const MODULE = "gateway.identity.jwt.strict-json";
const FN = "decodeStrictObject";

async function verdicts(texts: readonly string[], encoding: "utf8" | "latin1" = "utf8"): Promise<string[]> {
  const calls = texts.map((text) => ({ module: MODULE, fn: FN, args: [text] }));
  const answers = await callLuaAt(inject("luaUrl"), calls, encoding);
  return answers.map(([object, refusal]) => (object === null ? String(refusal) : "accepted"));
}

test("an object is decoded, escapes and numbers too", async () => {
  const text = '\t{"a":[1,-2.5e3,0,true,false],"b":{"ö\\u00e9\\ud83d\\ude00\\n":"\\"/\\/"},\r\n "":"\u007f"} ';
  const [object] = await callLua(MODULE, FN, text);
  expect(object).toEqual(JSON.parse(text));
});

test.each<[string, string]>([
  ["", "json-syntax"],
  ["null", "json-syntax"],
  ["[]", "json-syntax"],
  ['"a"', "json-syntax"],
  ["{", "json-syntax"],
  ["{}x", "json-syntax"],
  ["{}{}", "json-syntax"],
  ["{,}", "json-syntax"],
  ['{"a":1,}', "json-syntax"],
  ['{"a":[1,]}', "json-syntax"],
  ['{"a" 1}', "json-syntax"],
  ['{"a":}', "json-syntax"],
  ["{a:1}", "json-syntax"],
  ["{'a':1}", "json-syntax"],
  ['{"a":0x10}', "json-syntax"],
  ['{"a":NaN}', "json-syntax"],
  ['{"a":-Infinity}', "json-syntax"],
  ['{"a":01}', "json-syntax"],
  ['{"a":+1}', "json-syntax"],
  ['{"a":1.}', "json-syntax"],
  ['{"a":.5}', "json-syntax"],
  ['{"a":1e}', "json-syntax"],
  ['{"a":tru}', "json-syntax"],
  ['{"a":truex}', "json-syntax"],
  ['{"a":"\n"}', "json-syntax"],
  ['{"a":"\u0000"}', "json-syntax"],
  ['{"a":"\\x"}', "json-syntax"],
  ['{"a":"\\ud800"}', "json-syntax"],
  ['{"a":"\\', "json-syntax"],
  ['{"a\\x":1}', "json-syntax"],
  ['\ufeff{"a":1}', "json-syntax"],
  ['{"a":1}\u0000', "json-syntax"],
  ['{"a":1,"a":1}', "json-duplicate-name"],
  ['{"a":1,"\\u0061":2}', "json-duplicate-name"],
  ['{"\\/":1,"/":2}', "json-duplicate-name"],
  ['{"b":{"a":1,"c":2,"a":3}}', "json-duplicate-name"],
  ['{"b":[{"":1,"":3}]}', "json-duplicate-name"],
  [`{"a":${"[".repeat(16)}${"]".repeat(16)}}`, "json-depth"],
  [`${'{"a":'.repeat(17)}1${"}".repeat(17)}`, "json-depth"],
])("%j is refused as %s", async (text, refusal) => {
  expect(await verdicts([text])).toEqual([refusal]);
});

test("nesting without end is refused without a walk to its end", async () => {
  expect(await verdicts([`{"a":${"[".repeat(50_000)}`])).toEqual(["json-depth"]);
});

test("one name may stand in two objects, and nesting may be 16 deep", async () => {
  const deep = `${'{"a":'.repeat(16)}1${"}".repeat(16)}`;
  expect(await verdicts(['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', deep])).toEqual(["accepted", "accepted"]);
});

test("bytes that are not UTF-8 are refused", async () => {
  const texts = ['{"a":"\xff"}', '{"a":"\xc0\xaf"}', '{"\xed\xa0\x80":1}'];
  expect(await verdicts(texts, "latin1")).toEqual(texts.map(() => "json-encoding"));
});

/** Members of all objects in a value. */
function members(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, item) => sum + members(item), own);
}

/** What JSON.parse thinks of a text; names that stand twice show as colons without a member. */
function reference(text: string): "accepted" | "json-syntax" | "json-duplicate-name" {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "json-syntax";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "json-syntax";
  const colons = text.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
  return colons === members(value) ? "accepted" : "json-duplicate-name";
}

test("objects with one character changed are read as JSON.parse reads them", async () => {
  const name = fc.constantFrom("a", "b", "aud", 'x"y', "\\", "ö");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        name,
      ),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  const object = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
  // One in four gets a name of another's, the others a character somewhere.
  const edit = fc.tuple(
    object,
    fc.nat(),
    fc.constantFrom("", ...Array.from('{}[]:,"\\0-.eEabu \n\u0001')),
    fc.boolean(),
  );
  const edited = fc.sample(edit, { numRuns: 6000, seed: 3 }).map(([source, place, character, replaces]) => {
    const text = JSON.stringify(source);
    if (place % 4 === 0) return text.replace('"b":', '"a":');
    const at = place % text.length;
    return text.slice(0, at) + character + text.slice(replaces ? at + 1 : at);
  });
  // 1e400 is a number to both, but the harness cannot write it.
  const texts = edited.filter((text) => !/[eE][+]?\d{3}/.test(text));
  const expected = texts.map(reference);
  for (const kind of ["accepted", "json-syntax", "json-duplicate-name"]) {
    expect(expected.filter((verdict) => verdict === kind).length).toBeGreaterThan(100);
  }
  // A text may have both faults: then the one that stands first is told.
  const actual = (await verdicts(texts)).map((verdict, i) =>
    expected[i] === "json-syntax" && verdict !== "accepted" ? "json-syntax" : verdict,
  );
  expect(texts.map((text, i) => [text, actual[i]])).toEqual(texts.map((text, i) => [text, expected[i]]));
});
