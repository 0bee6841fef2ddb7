import { docker } from "../../tests/support/docker";
import { done } from "./containers";

/** Bytes that a container has sent over its networks so far. */
export async function sentBytes(container: string): Promise<number> {
  const text = await done("exec", container, "cat", "/proc/net/dev");
  return text
    .split("\n")
    .filter((line) => /^\s*eth/.test(line))
    .reduce((sum, line) => sum + Number(line.split(":")[1]?.trim().split(/\s+/)[8] ?? 0), 0);
}

/** Resident memory of all processes in a container, in kB. Pages of nginx that workers share count for each. */
export async function residentKilobytes(container: string): Promise<number> {
  const { stdout } = await docker("exec", container, "sh", "-c", "grep -h VmRSS /proc/[0-9]*/status");
  return [...stdout.matchAll(/VmRSS:\s+(\d+) kB/g)].reduce((sum, [, size]) => sum + Number(size), 0);
}

/** When a container's process was started, and how often Docker has started it again: another value means a crash. */
export async function lifeOf(container: string): Promise<string> {
  return done("inspect", "--format", "{{.State.StartedAt}} {{.RestartCount}}", container);
}

/** Whether a container uses less than a twentieth of a processor for a second: `true`, or undefined. */
export async function isIdle(container: string): Promise<true | undefined> {
  const used = await done("stats", "--no-stream", "--format", "{{.CPUPerc}}", container);
  return Number.parseFloat(used) < 5 ? true : undefined;
}
