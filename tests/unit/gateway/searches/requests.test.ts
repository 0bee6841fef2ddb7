import fc from "fast-check";
import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

async function matches(pairs: readonly (readonly [value: string, wanted: string])[]): Promise<unknown[]> {
  const calls = pairs.map((args) => ({ module: "gateway.searches.requests", fn: "isMatch", args: [...args] }));
  return (await callLuaMany(calls)).map(([is]) => is);
}

/** The same, by another hand. */
function expected(value: string, wanted: string): boolean {
  const escaped = wanted.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "is").test(value);
}

test.each([
  ["STEP1", "STEP1", true],
  ["STEP1", "step1", true],
  ["STEP1", "STEP", false],
  ["STEP1", "STEP*", true],
  ["STEP1", "*1", true],
  ["STEP1", "S?EP?", true],
  ["STEP1", "?STEP1", false],
  ["STEP1", "*", true],
  ["", "*", true],
  ["", "?", false],
  ["", "a", false],
  ["a.b", "a%b", false],
  ["aXbXc", "a*b*c", true],
  ["aXbX", "a*b*c", false],
])("the value %j is found by %j: %s", async (value, wanted, is) => {
  expect(await matches([[value, wanted]])).toEqual([is]);
});

test("values are compared as a regular expression compares them", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "B", ".", "%"), maxLength: 8 });
  const wanted = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ".", "%"), maxLength: 6 });
  const pairs = fc.sample(fc.tuple(text, wanted), 500);
  expect(await matches(pairs)).toEqual(pairs.map(([value, pattern]) => expected(value, pattern)));
});
