import fc from "fast-check";
import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const MODULE = "gateway.http.query";

interface Parameter {
  readonly key: string;
  readonly value: string;
}

async function parse(raw: string | undefined): Promise<[Parameter[] | null, { status: number; reason: string }?]> {
  return (await callLua(MODULE, "parseQuery", raw)) as never;
}

/** An empty Lua table comes back as an object. */
function list(parameters: unknown): Parameter[] {
  return Array.isArray(parameters) ? (parameters as Parameter[]) : [];
}

test.each<[string | undefined, Parameter[]]>([
  [undefined, []],
  ["", []],
  ["a=1", [{ key: "a", value: "1" }]],
  ["expand", [{ key: "expand", value: "" }]],
  ["a=", [{ key: "a", value: "" }]],
  ["?a=b=c", [{ key: "?a", value: "b=c" }]],
  [
    "&limit=10&&offset=0",
    [
      { key: "limit", value: "10" },
      { key: "offset", value: "0" },
    ],
  ],
  ["a=x%20y%2Bz", [{ key: "a", value: "x y+z" }]],
  ["a=x+y++z", [{ key: "a", value: "x y  z" }]],
  ["a=%2525", [{ key: "a", value: "%25" }]],
  ["%5Fmethod=x", [{ key: "_method", value: "x" }]],
  ["a=%C3%B6%e2%82%ac%F0%9F%98%80", [{ key: "a", value: "ö€😀" }]],
  [
    "includefield=a&includefield=b",
    [
      { key: "includefield", value: "a" },
      { key: "includefield", value: "b" },
    ],
  ],
])("the query %j is parsed", async (raw, expected) => {
  const [parameters, refusal] = await parse(raw);
  expect(refusal ?? undefined).toBeUndefined();
  expect(list(parameters)).toEqual(expected);
});

test.each<[string, string]>([
  ["a=1&a=2", "query-duplicate-key"],
  ["limit=1&l%69mit=2", "query-duplicate-key"],
  ["a=1&a", "query-duplicate-key"],
  ["a=%", "query-percent"],
  ["a=%4", "query-percent"],
  ["a=%4g", "query-percent"],
  ["a=%%4141", "query-percent"],
  ["a=%u0041", "query-percent"],
  ["a=x y", "query-bytes"],
  ["a=x\ty", "query-bytes"],
  ["a=ö", "query-bytes"],
  ["a=\u007f", "query-bytes"],
  ["a=%00", "query-encoding"],
  ["a=%0d%0a", "query-encoding"],
  ["a=%7F", "query-encoding"],
  ["a%00=1", "query-encoding"],
  ["=1", "query-encoding"],
  ["a=%FF", "query-encoding"],
  ["a=%C0%AF", "query-encoding"],
  ["a=%E0%80%AF", "query-encoding"],
  ["a=%ED%A0%80", "query-encoding"],
  ["a=%F4%90%80%80", "query-encoding"],
  ["a=%E2%82", "query-encoding"],
  ["a=%80", "query-encoding"],
  [Array.from({ length: 65 }, (_, i) => `k${i}=1`).join("&"), "query-too-many-parameters"],
  [`a=${"x".repeat(8191)}`, "query-too-long"],
])("the query %j is refused as %s", async (raw, reason) => {
  const [parameters, refusal] = await parse(raw);
  expect(parameters).toBeNull();
  expect(refusal).toMatchObject({ status: 400, reason });
});

test("a query of 64 parameters is parsed", async () => {
  const [parameters] = await parse(Array.from({ length: 64 }, (_, i) => `k${i}=1`).join("&"));
  expect(list(parameters)).toHaveLength(64);
});

test("any text without control characters survives query encoding and parsing", async () => {
  const texts = fc.sample(fc.string({ unit: "grapheme", minLength: 0, maxLength: 40 }), 200).filter(
    // eslint-disable-next-line no-control-regex
    (text) => !/[\u0000-\u001f\u007f]/.test(text),
  );
  const encoded = await callLuaMany(texts.map((text) => ({ module: MODULE, fn: "encodeQueryValue", args: [text] })));
  const parsed = await callLuaMany(
    encoded.map(([value]) => ({ module: MODULE, fn: "parseQuery", args: [`a=${value as string}`] })),
  );
  for (const [i, text] of texts.entries()) {
    expect(encoded[i]?.[0]).toMatch(/^[A-Za-z0-9._~*,%-]*$/);
    expect(decodeURIComponent(encoded[i]?.[0] as string)).toBe(text);
    expect(list(parsed[i]?.[0])).toEqual([{ key: "a", value: text }]);
  }
});

test("any printable query is parsed as URLSearchParams does", async () => {
  const piece = fc.tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 12 }));
  const queries = fc.sample(fc.uniqueArray(piece, { selector: ([key]) => key, minLength: 1, maxLength: 8 }), 100);
  const raws = queries.map((pairs) =>
    pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&"),
  );
  const parsed = await callLuaMany(raws.map((raw) => ({ module: MODULE, fn: "parseQuery", args: [raw] })));
  for (const [i, raw] of raws.entries()) {
    expect(list(parsed[i]?.[0])).toEqual([...new URLSearchParams(raw)].map(([key, value]) => ({ key, value })));
  }
});
