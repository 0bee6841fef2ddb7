import { spawn } from "node:child_process";
import { docker } from "./docker";
import type { Stack } from "./stack";

const SCRIPT = 'REDISCLI_AUTH=$(cat /secrets/password) exec valkey-cli "$@"';
const nameOf = ({ project }: Pick<Stack, "project">): string => `${project}-valkey-1`;

/** One of Valkey's commands in a stack's Valkey; each value of the answer in a line of its own. */
export async function askValkey(stack: Pick<Stack, "project">, ...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await docker("exec", nameOf(stack), "sh", "-c", SCRIPT, "valkey-cli", ...words);
  if (/^(ERR|NOPERM|OOM)/.test(stdout)) throw new Error(stdout + stderr);
  return stdout.trim();
}

/** Many commands, a line each, on one connection. Fails where one of them is refused. */
export async function pipeToValkey(stack: Pick<Stack, "project">, commands: readonly string[]): Promise<void> {
  const words = ["--pipe", "--pipe-timeout", "30"];
  const child = spawn("docker", ["exec", "-i", nameOf(stack), "sh", "-c", SCRIPT, "-", ...words]);
  let said = "";
  child.stdout.on("data", (data: Buffer) => (said += data.toString()));
  child.stderr.on("data", (data: Buffer) => (said += data.toString()));
  child.stdin.end(commands.map((command) => `${command}\r\n`).join(""));
  await new Promise((ended) => child.on("close", ended));
  // valkey-cli ends with an ECHO, which the gateway's Valkey refuses, and then has no reply to wait for: two errors.
  const [, errors, replies] = /errors: (\d+), replies: (\d+)/.exec(said) ?? [];
  if (Number(errors) > 2 || Number(replies) !== commands.length + 1) throw new Error(`valkey-cli: ${said}`);
}
