/**
 * Looks at the containers every few seconds: memory, open files, the cache's size.
 *
 * @module
 */
import { docker } from "../support/docker";
import { isOver, pause, type World } from "./world";

export const SERVICES = ["gateway", "orthanc", "valkey"] as const;
export type Service = (typeof SERVICES)[number];

/** What one container uses: bytes of anonymous memory, and how many files it has open, connections included. */
export interface Use {
  readonly memory: number;
  readonly files: number;
}

export interface Sample {
  readonly at: number;
  readonly use: Readonly<Record<Service, Use>>;
  /** Bytes of the cached files. */
  readonly cache: number;
}

const EVERY_MS = 5000;
/** Anonymous memory of a container (cgroup v2, or v1's rss). */
const MEMORY =
  "grep -hE '^(anon|total_rss) ' /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null | head -1";
const FILES = "ls /proc/[0-9]*/fd 2>/dev/null | grep -c '^[0-9]'";

/** Runs a shell command in a container; returns "" if the container is not running. */
async function shell({ stack }: World, service: Service, command: string): Promise<string> {
  return (await docker("exec", `${stack.project}-${service}-1`, "sh", "-c", command)).stdout.trim();
}

async function useOf(world: World, service: Service): Promise<Use> {
  const [memory = "", files = ""] = (await shell(world, service, `${MEMORY}; ${FILES}`)).split("\n");
  return { memory: Number(memory.split(" ")[1] ?? NaN), files: Number(files === "" ? NaN : files) };
}

/** Bytes of the caches on disk. */
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

/** Cached files that have the UID of one of the studies in their key or their content. */
export async function filesOf(world: World, studies: readonly string[]): Promise<string[]> {
  if (studies.length === 0) return [];
  const patterns = studies.map((uid) => `-e ${uid}`).join(" ");
  const found = await shell(world, "gateway", `grep -rlF ${patterns} /cache/answers /cache/searches 2>/dev/null`);
  return found === "" ? [] : found.split("\n");
}
