import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = readFileSync("THREAT_MODEL.md", "utf8");
const provided = text.slice(text.indexOf("## What is provided"), text.indexOf("## What is NOT provided"));
const rows = provided.split("\n").filter((line) => /^\| (?!claim|-)/.test(line));

test("every claim of the threat model names a test or says that there is none", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row).toMatch(/\]\(tests\/[\w/.-]+\.test\.ts\)|no test: \[/);
});

test("every file named in the threat model exists", () => {
  const files = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, file = ""]) => file);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) expect(existsSync(file), file).toBe(true);
});
