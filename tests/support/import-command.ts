import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** How an import ended. */
export interface Imported {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** Without lines of progress, which come each ten seconds. */
  readonly stderr: string;
}

/** Begins `npm run import`, in one process, which has to be killed as such. */
export function beginImport(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  script = "scripts/import.ts",
): { readonly child: ChildProcess; readonly ended: Promise<Imported> } {
  const child = spawn(process.execPath, ["--import", "tsx", script, ...words], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const ended = once(child, "close").then(([status, signal]) => ({
    ...{ status: status as number | null, signal: signal as string | null },
    ...{ stdout, stderr: stderr.replaceAll(/^\[[#-]+\] .*\n/gm, "") },
  }));
  return { child, ended };
}

/** Runs an import to its end. */
export async function runImport(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  script?: string,
): Promise<Imported> {
  return beginImport(words, environment, script).ended;
}

/** How many lines a journal has; 0 if there is none yet. */
export function linesOf(journal: string): number {
  try {
    return readFileSync(journal, "latin1").split("\n").length - 1;
  } catch {
    return 0;
  }
}
