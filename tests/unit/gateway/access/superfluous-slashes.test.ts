import fc from "fast-check";
import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const withoutSlashes = async (paths: readonly string[]): Promise<unknown[]> =>
  (
    await callLuaMany(paths.map((path) => ({ module: "gateway.dicomweb.path", fn: "withoutSlashes", args: [path] })))
  ).map(([path]) => path);

test.each<[string, string]>([
  ["/pacs/studies/", "/pacs/studies"],
  ["/pacs//studies", "/pacs/studies"],
  ["/pacs////studies//1.2///series//", "/pacs/studies/1.2/series"],
  ["/pacs/dicom-web//studies", "/pacs/dicom-web/studies"],
  ["/pacs//", "/pacs"],
  ["/pacs//evil.example", "/pacs/evil.example"],
])("%s without superfluous slashes is %s", async (path, canonical) => {
  expect(await withoutSlashes([path])).toEqual([canonical]);
});

test("a path with another fault, or that does not begin with /pacs/, gets no canonical one", async () => {
  const paths = [
    ...["//pacs/studies", "//evil.example/pacs/", "/pacs-admin//system", "/pacs", "/pacs/studies", "/viewer//", "/"],
    ...["/pacs//../studies", "/pacs/./studies/", "/pacs//studies%2f", "/pacs/\\/studies", "/pacs//studies\r\nX: y"],
    `/pacs//${"a".repeat(8200)}`,
  ];
  expect(await withoutSlashes(paths)).toEqual(paths.map(() => null));
});

test("no path of arbitrary segments leads to a canonical one that could be another host", async () => {
  const words = fc.constantFrom("/", "//", "pacs", "studies", "1.2", ".", "..", "%2f", "\\", "evil.example", ":", "@");
  const paths = fc.sample(fc.array(words, { maxLength: 8 }), 500).map((parts) => `/pacs/${parts.join("")}`);
  for (const path of await withoutSlashes(paths)) {
    if (path !== null) expect(path).toMatch(/^\/pacs(\/[A-Za-z0-9.,_-]+)*$/);
  }
});

const addressOf = async (query: string | undefined): Promise<unknown> =>
  (await callLua("gateway.access.end-unparsed", "addressOf", { path: "/pacs/studies", query }))[0];

test.each<[string | undefined, string | null]>([
  [undefined, "/pacs/studies"],
  ["", "/pacs/studies"],
  ["limit=5&offset=1", "/pacs/studies?limit=5&offset=1"],
  ["&&PatientName=A+B%2bC%5e*&", "/pacs/studies?PatientName=A%20B%2BC%5E*"],
  ["includefield=00100010&includefield=all", "/pacs/studies?includefield=00100010&includefield=all"],
  ["StudyInstanceUID=1.2,1.3&PatientID", "/pacs/studies?StudyInstanceUID=1.2,1.3&PatientID="],
  ["accept=multipart/related;type=%22a%22", "/pacs/studies?accept=multipart%2Frelated%3Btype%3D%22a%22"],
  ["PatientName=%0d%0aX:y", null],
  ["PatientName=%", null],
  // Written with more bytes than an address may have.
  [`PatientName=${"(".repeat(4000)}`, null],
])("a redirected query %s is written as %s", async (query, address) => {
  expect(await addressOf(query)).toBe(address);
});

test("a query that is written again is parsed to the same parameters", async () => {
  const value = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed()));
  const queries = fc.sample(value, 100).map((text, at) => `k${at}=${text}&${text}x=1`);
  const parse = (query: string) => ({ module: "gateway.http.query", fn: "parseQuery", args: [query] });
  const parsed = await callLuaMany(queries.map(parse));
  const known = parsed.flatMap(([parameters]) => (parameters === null ? [] : [parameters]));
  expect(known.length).toBeGreaterThan(50);
  const written = await callLuaMany(
    known.map((parameters) => ({ module: "gateway.http.query", fn: "formatQuery", args: [parameters] })),
  );
  const again = await callLuaMany(written.map(([query]) => parse(String(query))));
  expect(again.map(([parameters]) => parameters)).toEqual(known);
});
