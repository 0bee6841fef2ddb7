import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { constants } from "node:os";

import { root } from "./project";

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Captured {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** The whole environment of the program; default: that of this process. */
  readonly environment?: Variables;
  readonly timeoutSeconds?: number;
}

const NOT_FOUND = 127;
const TIMED_OUT = 124;

/** Runs a program on this terminal. Returns its exit status, as a shell would give it. */
export function run(command: readonly string[], options: Options = {}): number {
  return start(command, "inherit", options).status;
}

/** Runs a program beside others and writes what it prints to a file. Resolves to its exit status, as `run` gives it. */
export async function runAside(command: readonly string[], file: string, options: Options = {}): Promise<number> {
  const [program = "", ...args] = command;
  const output = openSync(file, "w");
  const env = { ...(options.environment ?? process.env) };
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", output, output], env });
  closeSync(output);
  return statusOf(child);
}

/** The same for a program that others wait for: what it prints is on this terminal at once, too. */
export async function runShown(command: readonly string[], file: string, options: Options = {}): Promise<number> {
  const [program = "", ...args] = command;
  const output = openSync(file, "w");
  const env = { ...(options.environment ?? process.env) };
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env });
  for (const [printed, terminal] of [
    [child.stdout, process.stdout] as const,
    [child.stderr, process.stderr] as const,
  ]) {
    printed.on("data", (piece: Buffer) => {
      writeSync(output, piece);
      terminal.write(piece);
    });
  }
  const status = await statusOf(child);
  closeSync(output);
  return status;
}

async function statusOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(NOT_FOUND));
    child.once("close", (status, signal) => resolve(status ?? (signal === null ? 1 : 128 + constants.signals[signal])));
  });
}

/** Runs a program and keeps what it prints. */
export function capture(command: readonly string[], options: Options = {}): Captured {
  return start(command, "pipe", options);
}

function start(command: readonly string[], stdio: "inherit" | "pipe", options: Options): Captured {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: stdio === "pipe" ? ["ignore", "pipe", "pipe"] : "inherit",
    env: { ...(options.environment ?? process.env) },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...(options.timeoutSeconds === undefined ? {} : { timeout: options.timeoutSeconds * 1000 }),
  });
  const cause = result.error as NodeJS.ErrnoException | undefined;
  const output = { stdout: text(result.stdout), stderr: text(result.stderr) };
  if (cause?.code === "ETIMEDOUT") return { ...output, status: TIMED_OUT };
  if (cause !== undefined) return { stdout: "", stderr: cause.message, status: NOT_FOUND };
  if (result.signal !== null) return { ...output, status: 128 + constants.signals[result.signal] };
  return { ...output, status: result.status ?? 1 };
}

/** Nothing is kept of a program that writes to the terminal. */
function text(kept: string | null): string {
  return kept ?? "";
}
