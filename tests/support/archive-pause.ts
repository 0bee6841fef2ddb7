import { docker, until } from "./docker";
import type { Stack } from "./stack";

/**
 * Stops or continues the archive's process. What counts is how it is afterwards: Docker refuses to pause what is paused,
 * as a test leaves it that ran out of time.
 */
export async function setPaused({ project }: Stack, isPaused: boolean): Promise<void> {
  const archive = `${project}-orthanc-1`;
  await until(`the archive to be ${isPaused ? "paused" : "running"}`, async () => {
    const { stdout } = await docker("inspect", "-f", "{{.State.Paused}}", archive);
    if (stdout.trim() === String(isPaused)) return true;
    await docker(isPaused ? "pause" : "unpause", archive);
    return undefined;
  });
}

/** Connections of the gateway to the archive's port, 8042. */
export async function connectionsToArchive({ project }: Stack): Promise<number> {
  const { stdout } = await docker("exec", `${project}-gateway-1`, "cat", "/proc/net/tcp");
  return stdout.split("\n").filter((line) => /^ +\d+: \w+:\w+ \w+:1F6A 01 /.test(line)).length;
}
