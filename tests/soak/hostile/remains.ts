/**
 * What attacks leave behind: processes, memory, files, connections.
 *
 * @module
 */
import { docker } from "../../support/docker";
import type { Stack } from "../../support/stack";
import { SERVICES, type Service } from "../sampler";

const MIB = 1024 ** 2;
/** nginx's and LuaJIT's own caches fill; connections to the archive stay open. */
const MORE_MEMORY = 64 * MIB;
const MORE_FILES = 64;

export interface Look {
  /** Containers, their processes and nginx's workers: equal as long as none of them has ended. */
  readonly processes: string;
  /** Times that the kernel ended a process for want of memory. */
  readonly kills: number;
  /** Anonymous memory in bytes, and the part of its limit that it is. */
  readonly memory: Readonly<Record<Service, number>>;
  readonly share: Readonly<Record<Service, number>>;
  /** Open files of the gateway, connections among them. */
  readonly files: number;
  /** Files that uploads have left on the gateway's disks. */
  readonly spooled: number;
}

async function shell({ project }: Stack, service: Service, line: string): Promise<string> {
  return (await docker("exec", `${project}-${service}-1`, "sh", "-c", line)).stdout.trim();
}

const WORKERS =
  'for p in /proc/[0-9]*; do grep -qs "^nginx: worker" "$p/cmdline" && echo "${p#/proc/}"; done | sort -n | tr "\\n" " "';
const KILLS = "grep -hE '^oom_kill ' /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null";
const MEMORY =
  "grep -hE '^(anon|total_rss) ' /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null | head -1";

/** Looks at all containers. */
export async function lookAt(stack: Stack): Promise<Look> {
  let kills = 0;
  const processes: string[] = [];
  const memory = { gateway: NaN, orthanc: NaN, valkey: NaN };
  const share = { ...memory };
  for (const service of SERVICES) {
    const format = "{{.State.Pid}} {{.RestartCount}} {{.State.StartedAt}} {{.HostConfig.Memory}}";
    const { stdout } = await docker("inspect", "--format", format, `${stack.project}-${service}-1`);
    const [pid, restarts, started, limit] = stdout.trim().split(" ");
    processes.push(`${service} ${pid} ${restarts} ${started}`);
    kills += Number((await shell(stack, service, KILLS)).split(" ")[1] ?? 0);
    memory[service] = Number((await shell(stack, service, MEMORY)).split(" ")[1] ?? NaN);
    share[service] = memory[service] / Number(limit);
  }
  processes.push(await shell(stack, "gateway", WORKERS));
  const files = Number(await shell(stack, "gateway", "ls /proc/[0-9]*/fd 2>/dev/null | grep -c '^[0-9]'"));
  const spooled = Number(
    await shell(stack, "gateway", "find /cache/uploads /tmp/client-body -type f 2>/dev/null | wc -l"),
  );
  return { processes: processes.join("; "), kills, memory, share, files, spooled };
}

/** What of it is still there that was not before; none where all is as it was. */
export function leftBehind(before: Look, after: Look): string[] {
  const left: string[] = [];
  if (after.files > before.files + MORE_FILES) left.push(`${before.files} open files became ${after.files}`);
  if (after.spooled > before.spooled) left.push(`${after.spooled} files of uploads`);
  for (const service of ["gateway", "valkey"] as const) {
    const [from, to] = [before.memory[service], after.memory[service]];
    if (!(to <= from * 1.15 + MORE_MEMORY)) left.push(`${service}: ${mebibytes(from)} MiB became ${mebibytes(to)}`);
  }
  return left;
}

export const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(0);
