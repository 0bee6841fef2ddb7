import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format } from "prettier";
import { documentOf } from "./document";
import { plotOf } from "./plot";
import type { Result } from "./result";

/** Where runs that are not published go. */
const SCRATCH = resolve("test-results/bench");
const DOCS = resolve("docs");

/** The commit that is measured, with a + where the tree has changes. */
export function commitNow(): string {
  const git = (...args: readonly string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
  try {
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}

/** Writes result, plots and document, into docs/ where they are to be published; returns the document's place. */
export async function writeResult(result: Result, publish: boolean): Promise<string> {
  const folder = publish ? DOCS : SCRATCH;
  const pictures = join(folder, "performance");
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const options = { parser: "json", printWidth: 120 };
  writeFileSync(join(pictures, "result.json"), await format(JSON.stringify(rounded(result)), options));
  const plots = new Set<string>();
  for (const row of result.rows) {
    const plot = plotOf(row);
    if (plot === undefined) continue;
    plots.add(row.name);
    writeFileSync(join(pictures, `${row.name}.svg`), plot);
  }
  const document = join(folder, "performance.md");
  writeFileSync(document, await format(documentOf(result, plots), { parser: "markdown", printWidth: 120 }));
  return document;
}

/** With six digits: more are noise, and make the file long. */
function rounded(result: Result): Result {
  const text = JSON.stringify(result, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
  return JSON.parse(text) as Result;
}
