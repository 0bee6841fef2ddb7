import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

/** "Every refusal is a problem document with a sentence": of each status, reason and fault that there is. */

const read = (path: string): string => readFileSync(path, "utf8");
const SOURCES = globSync("lua-src/**/*.ts").map(read);
const SENTENCE = /^[A-Z].{20,}\.$/;

/** What nginx answers with a problem document. */
const statuses = [
  ...read("nginx/snippets/errors/problems.conf").matchAll(/^error_page ([\d ]+)(?:=(\d{3}) )?/gm),
].flatMap(([, all = "", shown]) => (shown === undefined ? all.trim().split(" ").map(Number) : [Number(shown)]));

/** The first result of a function for each of some arguments. */
async function each(
  module: string,
  fn: string,
  args: readonly (string | number)[],
  ...more: readonly unknown[]
): Promise<unknown[]> {
  return (await callLuaMany(args.map((arg) => ({ module, fn, args: [arg, ...more] })))).map(([result]) => result);
}

/** What is no sentence, by what it is said of. */
function withoutSentence(names: readonly (string | number)[], said: readonly unknown[]): unknown[] {
  return names.filter((_, at) => !SENTENCE.test(typeof said[at] === "string" ? said[at] : ""));
}

test("every status with a problem document has a title and a default sentence", async () => {
  expect(statuses).toContain(400);
  expect(statuses).toContain(409);
  const module = "gateway.access.statuses";
  expect(withoutSentence(statuses, await each(module, "sentenceOf", statuses, true))).toEqual([]);
  const titles = await each(module, "titleOf", statuses);
  expect(statuses.filter((_, at) => titles[at] === "Error")).toEqual([]);
});

test("every reason that the inner server gives without a sentence has one in the outer server", async () => {
  const given = [...SOURCES, ...globSync("nginx/**/*.conf").map(read)].flatMap((text) => [
    ...text.matchAll(/"X-Reason"\] = "([a-z-]+)"|X-Reason ([a-z-]+) always|\brefuse\(\d+, "([a-z-]+)"\)/g),
  ]);
  const reasons = [...new Set(given.map(([, header, line, call]) => header ?? line ?? call ?? ""))];
  for (const known of ["no-such-frame", "second-lock", "archive-busy"]) expect(reasons).toContain(known);
  const said = (await each("gateway.access.archive-refusal", "innerRefusal", reasons)) as ({ detail: string } | null)[];
  const sentences = said.map((refusal) => refusal?.detail);
  expect(withoutSentence(reasons, sentences)).toEqual([]);
});

test("every refusal in the code has a sentence", () => {
  const made = SOURCES.flatMap((text) => [
    ...text.matchAll(/\brefuse\(\s*[^,()]+,\s*("[a-z-]+"|\w+),\s*(["'`]?)(.?.?)/g),
  ]);
  expect(made.length).toBeGreaterThan(80);
  expect(
    made.filter(([, , quote, begin = ""]) => quote !== "" && !/^[A-Z$]/.test(begin)).map(([call]) => call),
  ).toEqual([]);
});

test("every part fault whose status has a problem document has a sentence, and no other does", async () => {
  const list = /export type Fault =([\s\S]*?);/.exec(read("lua-src/gateway/store/types.ts"))?.[1] ?? "";
  const faults = [...list.matchAll(/\| "([a-z-]+)"/g)].map(([, fault = ""]) => fault);
  const reasons = (await each("gateway.store.reasons", "reasonOf", faults)) as { status: number; detail?: string }[];
  // A 409 of the Store transaction is its own response: only the inner server's 469 becomes a problem document.
  const isProblem = (at: number): boolean => statuses.includes(reasons[at]?.status ?? 0) && reasons[at]?.status !== 409;
  const told = faults.filter((_, at) => isProblem(at));
  expect(told).toEqual(["not-authorized", "too-large", "cut", "archive-unavailable"]);
  expect(faults.filter((_, at) => SENTENCE.test(reasons[at]?.detail ?? ""))).toEqual(told);
});

const TEXTS = JSON.parse(read("ohif-config/texts/en.json")) as Record<string, string>;

test.each([
  [503, "archive-busy", true, "unavailable"],
  [503, "archive-unavailable", true, "unavailable"],
  // nginx could not reach the archive in time.
  [503, "", true, "unavailable"],
  [503, "state-unavailable", false, "state-unavailable"],
  [503, "state-unavailable", true, "state-unavailable"],
  // nginx's own limits.
  [503, "", false, "gateway-busy"],
  [503, "provider-unavailable", false, "gateway-busy"],
  [500, "", false, "failed-here"],
  [500, "archive-failed", true, "failed-here"],
  [501, "", false, "failed-here"],
  [404, "", true, "not-found"],
  [403, "role", false, "forbidden"],
  [429, "uploads-of-person", false, "busy"],
])("a page about %i with the reason '%s' (handed on: %s) shows the text %s", async (...args) => {
  const [status, reason, wasHandedOn, message] = args;
  const [shown] = await callLuaMany([
    { module: "gateway.access.statuses", fn: "messageOf", args: [status, reason, wasHandedOn] },
  ]);
  expect(shown).toEqual([message]);
  expect(TEXTS[`message.${message}.title`]).toBeTruthy();
  expect(TEXTS[`message.${message}.text`]).toBeTruthy();
});

test("only pages about the archive name the archive as what is not ready", () => {
  const naming = Object.keys(TEXTS).filter(
    (key) => key.startsWith("message.") && /archive is not/.test(TEXTS[key] ?? ""),
  );
  expect(naming).toEqual(["message.unavailable.title"]);
});

test("a 503 without a reason names the archive only if somebody behind the outer server was asked", async () => {
  const [[handedOn], [refused]] = (await callLuaMany(
    [true, false].map((was) => ({ module: "gateway.access.statuses", fn: "sentenceOf", args: [503, was] })),
  )) as [[string], [string]];
  expect([handedOn, refused].map((sentence) => sentence.includes("archive"))).toEqual([true, false]);
});
