import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The result of a command that ended; a non-zero exit is a result too. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs docker with arguments and waits for its end, for two minutes at most. */
export async function docker(...args: readonly string[]): Promise<Outcome> {
  return dockerWith({}, ...args);
}

/** The lines of a container's log that are wanted, however long it is; with Docker's time before each where asked for. */
export async function logLines(
  container: string,
  isWanted: (line: string) => boolean,
  ...options: readonly string[]
): Promise<string[]> {
  const child = spawn("docker", ["logs", ...options, container], { stdio: ["ignore", "pipe", "pipe"] });
  const read = async (stream: Readable): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of createInterface(stream)) if (isWanted(line)) lines.push(line);
    return lines;
  };
  const ended = new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject));
  const [printed, complained, status] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
  if (status !== 0) throw new Error(`docker logs ${container} ended with ${status}`);
  return [...printed, ...complained];
}

async function dockerWith(settings: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, ...settings };
  try {
    const { stdout, stderr } = await run("docker", args, { maxBuffer: 64 * 1024 * 1024, timeout: 120_000, env });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number | string; stdout?: string; stderr?: string };
    if (typeof failed.code !== "number") throw error;
    return { status: failed.code, stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
  }
}

/**
 * A TCP port on the loopback address that nothing listens on, below those that the kernel gives to connections (32768 and
 * up): one of them could be taken by any connection until a container listens on it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** For what takes its time on a slow machine; a test has two minutes. */
const PATIENCE_SECONDS = 90;

/** Asks until the answer is not undefined; at the end of all patience fails with what was awaited. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return within(what, PATIENCE_SECONDS, ask);
}

/**
 * The same with a bound of its own: where the time is what is tested, or longer. What is asked for the last time is asked
 * after the bound, however long the machine takes for an answer.
 */
export async function within<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const isLast = Date.now() > end;
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (isLast) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs a compose command on a test's own stack, with the settings it was started with; fails where it fails. */
export async function compose(
  stack: { readonly project: string; readonly settings: Readonly<Record<string, string>> },
  ...args: readonly string[]
): Promise<void> {
  const files = ["-f", "docker-compose.yml", "-f", "tests/support/compose.tests.yml"];
  const outcome = await dockerWith(stack.settings, "compose", ...files, "-p", stack.project, ...args);
  if (outcome.status !== 0) throw new Error(`compose ${args.join(" ")}: ${outcome.stderr}`);
}
