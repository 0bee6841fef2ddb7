/**
 * Looks at the containers every few seconds: memory, open files, the cache's size.
 *
 * @module
 */
import { docker } from "../support/docker";
import { isOver, pause, type World } from "./world";

export const SERVICES = ["gateway", "orthanc", "valkey"] as const;
export type Service = (typeof SERVICES)[number];

/** What one container uses: anonymous memory in bytes, open files with connections among them. */
export interface Use {
  readonly memory: number;
  readonly files: number;
}

export interface Sample {
  readonly at: number;
  readonly use: Readonly<Record<Service, Use>>;
  /** Bytes of files that are kept. */
  readonly cache: number;
}

const EVERY_MS = 5000;
/** Anonymous memory of a container (cgroup v2, or v1's rss). */
const MEMORY =
  "grep -hE '^(anon|total_rss) ' /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null | head -1";
const FILES = "ls /proc/[0-9]*/fd 2>/dev/null | grep -c '^[0-9]'";

/** A line of shell in a container; "" where it is away. */
async function shell({ stack }: World, service: Service, line: string): Promise<string> {
  return (await docker("exec", `${stack.project}-${service}-1`, "sh", "-c", line)).stdout.trim();
}

async function useOf(world: World, service: Service): Promise<Use> {
  const [memory = "", files = ""] = (await shell(world, service, `${MEMORY}; ${FILES}`)).split("\n");
  return { memory: Number(memory.split(" ")[1] ?? NaN), files: Number(files === "" ? NaN : files) };
}

/** Bytes that the caches hold on disk. */
async function cacheSize(world: World): Promise<number> {
  const sizes = await shell(world, "gateway", "du -sb /cache/answers /cache/searches 2>/dev/null | cut -f1");
  return sizes === "" ? NaN : sizes.split("\n").reduce((sum, size) => sum + Number(size), 0);
}

/** Samples until the end of the run. */
export async function sample(world: World, samples: Sample[]): Promise<void> {
  while (!isOver(world)) {
    const at = Date.now();
    const [gateway, orthanc, valkey] = [
      await useOf(world, "gateway"),
      await useOf(world, "orthanc"),
      await useOf(world, "valkey"),
    ];
    samples.push({ at, use: { gateway, orthanc, valkey }, cache: await cacheSize(world) });
    await pause(EVERY_MS);
  }
}

/** Files of the caches that name one of the studies in their key or text. */
export async function filesOf(world: World, studies: readonly string[]): Promise<string[]> {
  if (studies.length === 0) return [];
  const words = studies.map((uid) => `-e ${uid}`).join(" ");
  const found = await shell(world, "gateway", `grep -rlF ${words} /cache/answers /cache/searches 2>/dev/null`);
  return found === "" ? [] : found.split("\n");
}
