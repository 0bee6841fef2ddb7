import { docker, until } from "./docker";
import type { Stack } from "./stack";

/** Orthanc's process, by its number on the host and its start: another one after it has ended. */
export async function processOf(project: string): Promise<string> {
  const format = "{{.State.Pid}} {{.State.StartedAt}}";
  const { stdout } = await docker("inspect", "--format", format, `${project}-orthanc-1`);
  return stdout.trim();
}

/**
 * A question for whether the archive's process has ended since it was asked last. Where it has, it waits until the archive
 * answers again.
 */
export async function watchProcess({ project, url }: Stack, cookie: string): Promise<() => Promise<boolean>> {
  let known = await processOf(project);
  return async () => {
    if ((await processOf(project)) === known) return false;
    await until("the archive to answer again", async () => {
      const answer = await fetch(`${url}/pacs/studies?limit=1`, { headers: { Cookie: cookie } }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
    known = await processOf(project);
    return true;
  };
}
