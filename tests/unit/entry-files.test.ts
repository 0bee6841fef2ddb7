import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";

const ENTRY = "dist/lua/entry";

test("what nginx runs anew in every request holds no map of lines, which is made there each time", () => {
  const files = readdirSync(ENTRY).filter((name) => name.endsWith(".lua"));
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) {
    expect(readFileSync(`${ENTRY}/${name}`, "utf8"), name).not.toMatch(/getinfo|lualib/);
  }
});

test("what the entry files call keeps its map, so that a failure names a line of TypeScript", () => {
  expect(readFileSync("dist/lua/gateway/http/access.lua", "utf8")).toContain("SourceMapTraceBack");
});
