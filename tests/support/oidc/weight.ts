import { docker } from "../docker";
import type { Stack } from "../stack";

async function inside(container: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await docker("exec", container, "sh", "-c", command);
  if (status !== 0) throw new Error(`${container}: ${stderr}`);
  return stdout;
}

/** Bytes that a stack's state has ever written: its file is only appended to, so no write is missed. */
export async function stateWritten({ project }: Stack): Promise<number> {
  return Number(await inside(`${project}-valkey-1`, "cat /data/appendonlydir/*.aof | wc -c"));
}

/** Bytes of memory that a container's processes have for themselves. */
export async function memoryOf(container: string): Promise<number> {
  const lines = await inside(container, "cat /proc/[0-9]*/status");
  return [...lines.matchAll(/^RssAnon:\s+(\d+) kB$/gm)].reduce(
    (sum, [, kilobytes]) => sum + Number(kilobytes) * 1024,
    0,
  );
}
