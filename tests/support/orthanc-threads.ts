import { inject } from "vitest";
import { processOf } from "./archive-process";
import { docker } from "./docker";

const MEBIBYTE = 1024 * 1024;

/** For each thread of the container's first process: its name and its registers as `/proc/PID/task/TID/syscall` has them. */
const THREADS = 'for task in /proc/1/task/*; do echo "$(cat $task/comm) $(cat $task/syscall)"; done';

/**
 * The stacks of the archive's HTTP threads, in MiB, the smallest first: how far the stack pointers of neighbours are from each
 * other, since they are allocated side by side at the start, and all wait at the same place.
 */
export async function httpStacks(): Promise<number[]> {
  const container = `${inject("stack").project}-orthanc-1`;
  // Only somebody who may trace a process can read them.
  const { stdout } = await docker("exec", "--privileged", "--user", "0", container, "sh", "-c", THREADS);
  const pointers: bigint[] = [];
  for (const line of stdout.split("\n")) {
    const fields = line.split(" ");
    const pointer = fields.at(-2);
    if (fields[0] === "civetweb-worker" && pointer?.startsWith("0x") === true) pointers.push(BigInt(pointer));
  }
  pointers.sort((a, b) => (a < b ? -1 : 1));
  const distances = pointers.slice(1).map((pointer, at) => Number(pointer - (pointers[at] ?? 0n)) / MEBIBYTE);
  return distances.sort((a, b) => a - b);
}

/** The archive's process in the project's stack; see `processOf`. */
export async function orthancPid(): Promise<string> {
  return processOf(inject("stack").project);
}
