import { readdir, readFile } from "node:fs/promises";
import { docker, until } from "./docker";
import type { Stack } from "./stack";

/** Orthanc's HTTP port, 8042, as /proc/net/tcp writes it. */
const PORT = ":1F6A";
/** The gateway's own questions are shorter. */
const LEAST_BYTES = 1200;

/** A connection, or a port that is listened on, as /proc/net/tcp has it. */
interface Line {
  readonly isListening: boolean;
  readonly unread: number;
}

/** What the archive's process has on its HTTP port. */
async function linesOf(pid: number): Promise<Line[]> {
  const text = await readFile(`/proc/${pid}/net/tcp`, "utf8").catch(() => "");
  const fields = text.split("\n").map((line) => line.trim().split(/\s+/));
  return fields
    .filter(([, local = ""]) => local.endsWith(PORT))
    .map(([, , , state = "", queues = ""]) => ({
      isListening: state === "0A",
      unread: Number.parseInt(queues.split(":")[1] ?? "0", 16),
    }));
}

/** A process of the archive's that takes requests, and is another one than some; awaits it. */
async function processId(stack: Stack, not = 0): Promise<number> {
  return until("a process of the archive's that listens", async () => {
    const { stdout } = await docker("inspect", "-f", "{{.State.Pid}}", `${stack.project}-orthanc-1`);
    const pid = Number(stdout.trim());
    // 0 is none, and would stand for the test's own processes.
    if (pid === 0 || pid === not) return undefined;
    return (await linesOf(pid)).some(({ isListening }) => isListening) ? pid : undefined;
  });
}

/** Stops a process, and awaits that each of its threads is: one that runs on for a moment could take what comes then. */
async function pause(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await until("all threads to stop", async () => {
    const tasks = await readdir(`/proc/${pid}/task`);
    const states = tasks.map(async (task) =>
      // A thread may end meanwhile.
      readFile(`/proc/${pid}/task/${task}/stat`, "utf8").catch(() => ""),
    );
    return (await Promise.all(states)).every((state) => /\) T /.test(state)) ? true : undefined;
  });
}

/**
 * Ends the archive's process, by SIGKILL, while it has as many requests as are said to be under way; Docker starts another
 * one, which is awaited. `ask` sends them; what it returns is returned. Each of them has to have more than 1,200 bytes.
 */
export async function endDuring<T>(stack: Stack, underWay: number, ask: () => T): Promise<T> {
  const pid = await processId(stack);
  try {
    await pause(pid);
    const asked = ask();
    await until("the requests to be under way", async () => {
      const waiting = (await linesOf(pid)).filter(({ isListening, unread }) => !isListening && unread >= LEAST_BYTES);
      return waiting.length >= underWay ? true : undefined;
    });
    return asked;
  } finally {
    process.kill(pid, "SIGKILL");
    await processId(stack, pid);
  }
}
