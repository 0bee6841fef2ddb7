import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const text = readFileSync("docs/speed-pitfalls.md", "utf8");
const rows = text.split("\n").filter((line) => /^\| (?!pitfall|-)/.test(line));

test("each of the twelve speed pitfalls names a test", () => {
  expect(rows.length).toBe(12);
  for (const row of rows) expect(row).toMatch(/\]\(\.\.\/tests\/[\w/.-]+\.test\.ts\)/);
});

test("every file named in docs/speed-pitfalls.md exists", () => {
  const files = [...text.matchAll(/\]\(([^)#]+)(?:#[\w-]+)?\)/g)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) expect(existsSync(join("docs", file)), file).toBe(true);
});
