import { expect, inject } from "vitest";
import { docker, type Outcome } from "./docker";

/** Runs a command of the command line in the stack's gateway. */
export async function collimator(...words: readonly string[]): Promise<Outcome> {
  return docker("exec", `${inject("stack").project}-gateway-1`, "collimator", ...words);
}

/** What a command that succeeds prints for programs. */
export async function collimatorJson<T>(...words: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await collimator(...words, "--json");
  expect([stderr, status]).toEqual(["", 0]);
  return JSON.parse(stdout) as T;
}

/** The cells of a table's line, which two spaces or more part. */
export function cells(line: string): string[] {
  return line.split(/ {2,}/);
}
