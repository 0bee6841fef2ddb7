import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planTable, planTableLines } from "../../support/oidc/plan-table";

/** A table's lines without the blanks that align them. */
function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.replaceAll(/ +\|/g, " |"));
}

test("docs/single-sign-on-conformance.md has every module of the plans, as the tests do", () => {
  const [, , ...rows] = lines(readFileSync("docs/single-sign-on-conformance.md", "utf8"));
  expect(rows).toEqual(planTableLines());
});

test("no conformance module is listed twice", () => {
  const modules = planTable.map(({ module }) => module);
  expect(new Set(modules).size).toBe(modules.length);
});
