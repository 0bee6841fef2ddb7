import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** What Vitest's JSON reporter writes, as far as it is looked at. */
export interface Outcome {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** The outcome of a project's tests; undefined where its run broke off before it was written. */
export function readOutcome(file: string): Outcome | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Outcome;
  } catch {
    return undefined;
  }
}

/** Each test that failed, by file and name, with the first line of why; files that could not be run too. */
export function failedTests({ testResults }: Outcome): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.slice(name.lastIndexOf("/tests/") + 1);
    const failed = assertionResults.filter((one) => one.status === "failed");
    const tests = failed.map((one) => `${file}: ${one.fullName}: ${firstLine(one.failureMessages?.[0] ?? "")}`);
    return status === "failed" && tests.length === 0 ? [`${file}: ${firstLine(message)}`] : tests;
  });
}

/** The first error of what a run printed, where it failed and no test did: its stack did not start, or an error came late. */
export function firstError(printed: string): string {
  const [line = "no error is named"] = /^\w*Error: .*$/m.exec(stripVTControlCharacters(printed)) ?? [];
  return line;
}

/** The last lines of what a run printed, without empty ones. */
export function lastLines(printed: string, most: number): string {
  const lines = stripVTControlCharacters(printed).split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== "")
    .slice(-most)
    .join("\n");
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
