import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { callLua } from "../../../support/lua";
import { callLuaAt } from "../../../support/lua-calls";
import { startLuaWith } from "../../../support/lua-runtime";

const MODULE = "gateway.jwt.strict-json";
const FN = "decodeStrictObject";

async function verdicts(texts: readonly string[], encoding: "utf8" | "latin1" = "utf8"): Promise<string[]> {
  const calls = texts.map((text) => ({ module: MODULE, fn: FN, args: [text] }));
  const answers = await callLuaAt(inject("luaUrl"), calls, encoding);
  return answers.map(([object, refusal]) => (object === null ? String(refusal) : "accepted"));
}

test("a JSON object is decoded with its escapes and numbers", async () => {
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
  ['{"a" :1,"a"\t\r\n:2}', "json-duplicate-name"],
  ['{"":":","\\u0000":1,"\\u0000":2}', "json-duplicate-name"],
  ['{"\\ud83d\\ude00":1,"\u{1f600}":2}', "json-duplicate-name"],
  ['{"1":1,"\\u0031":2}', "json-duplicate-name"],
  ['{"a":{"b":1},"a":{"c":[{"d":1},{"e":2}]}}', "json-duplicate-name"],
  ['{"b":[{"":1,"":3}]}', "json-duplicate-name"],
  [`{"a":${"[".repeat(16)}${"]".repeat(16)}}`, "json-depth"],
  [`${'{"a":'.repeat(17)}1${"}".repeat(17)}`, "json-depth"],
])("the JSON text %j is refused as %s", async (text, refusal) => {
  expect(await verdicts([text])).toEqual([refusal]);
});

test("colons, quotes and brackets inside JSON strings are not read as names or nesting", async () => {
  const texts = [
    '{"a":":","b":" :","c":[":",":"]}',
    '{"a":"\\":","b":"\\\\","c":"\\\\\\":"}',
    '{"\\":":1,":":2,"\\\\":3,"\\":\\"":4}',
    `{"a":"${"[{".repeat(100)}"}`,
    '{"1":1,"01":2,"1.0":3,"a":[1,2]}',
    '{"a\\u0000":1,"a":2,"a\\u0000b":3}',
    '{"a":[[],{},[{}]],"b":{}}',
  ];
  expect(await verdicts(texts)).toEqual(texts.map(() => "accepted"));
});

test("JSON escapes of half a character are refused, in names too", async () => {
  const texts = [
    '{"a":"\\udc00"}',
    '{"\\ud800":1}',
    '{"a":"\\ud800\\ud800"}',
    '{"a":"\\ud800x"}',
    '{"\\udc00\\ud800":1}',
  ];
  expect(await verdicts(texts)).toEqual(texts.map(() => "json-syntax"));
});

/** Texts of a quarter of a megabyte, each heavy in its own way, and what is to become of each. */
const LONG: readonly (readonly [what: string, text: string, verdict: string])[] = [
  ["a list", `{"a":[${"1,".repeat(120_000)}1]}`, "accepted"],
  ["a list of objects, 14 deep", `${'{"a":'.repeat(14)}[${'{"b":"c"},'.repeat(25_000)}1]${"}".repeat(14)}`, "accepted"],
  ["members", `{${Array.from({ length: 20_000 }, (_, i) => `"n${i}":${i}`).join(",")}}`, "accepted"],
  ["one name many times", `{${'"a":1,'.repeat(40_000)}"b":1}`, "json-duplicate-name"],
  ["one name twice, far apart", `{"a":1,"d":"${"x".repeat(200_000)}","a":2}`, "json-duplicate-name"],
  ["escapes", `{"a":"${"\\n".repeat(120_000)}"}`, "accepted"],
  ["spaces", `{${" \n".repeat(120_000)}"a"${" ".repeat(10_000)}:1}`, "accepted"],
  ["characters of three bytes", `{"a":"${"\u20ac".repeat(80_000)}"}`, "accepted"],
  ["digits", `{"a":0.${"1".repeat(200_000)}}`, "accepted"],
  ["a string without an end", `{"a":"${'\\"'.repeat(100_000)}`, "json-syntax"],
  ["quotes alone", `{"a":${'"'.repeat(200_000)}`, "json-syntax"],
  ["a list without an end", `{"a":[${"1,".repeat(120_000)}`, "json-syntax"],
  ["lists at the greatest depth", `{"a":${"[".repeat(15)}${"[],".repeat(80_000)}1${"]".repeat(15)}}`, "json-depth"],
  ["brackets to and fro", `{"a":[${"[]".repeat(120_000)}]}`, "json-syntax"],
  ["spaces without an end", `{"a":1${" ".repeat(240_000)}`, "json-syntax"],
];

test.each(LONG)("a long JSON text is read in linear time: %s", async (_, text, verdict) => {
  const began = performance.now();
  expect(await verdicts([text])).toEqual([verdict]);
  // Each takes some milliseconds; a reader that goes back over the text would take minutes.
  expect(performance.now() - began).toBeLessThan(2000);
});

test("a JSON text on which PCRE reaches its limit is refused", async () => {
  const conf = "lua_regex_match_limit 2;";
  const folder = mkdtempSync(join(tmpdir(), "pcre-limit-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "http.conf"), conf);
  const limited = await startLuaWith(process.cwd(), {
    mounts: [{ source: join(folder, "http.conf"), target: "/test/http-limit.conf", mode: "ro" }],
  });
  try {
    const texts = ['{"a":[1,{"b":2}],"c":"d"}', '{"a":1,"a":2}'];
    const calls = texts.map((text) => ({ module: MODULE, fn: FN, args: [text] }));
    const answers = await callLuaAt(limited.url, calls, "utf8");
    expect(answers).toEqual(texts.map(() => [null, "json-syntax"]));
  } finally {
    await limited.stop();
    rmSync(folder, { recursive: true });
  }
});

test("endless JSON nesting is refused without reading to its end", async () => {
  expect(await verdicts([`{"a":${"[".repeat(50_000)}`])).toEqual(["json-depth"]);
});

test("one JSON name may be in two objects, and nesting may be 16 deep", async () => {
  const deep = `${'{"a":'.repeat(16)}1${"}".repeat(16)}`;
  expect(await verdicts(['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', deep])).toEqual(["accepted", "accepted"]);
});

test("JSON that is not UTF-8 is refused", async () => {
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

test("JSON objects with one character changed are read as JSON.parse does", async () => {
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
