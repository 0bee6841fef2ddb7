import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "./docker";
import { untilReady } from "./ready";
import type { Stack } from "./stack";

const UP = ["up", "--detach", "--no-deps", "--no-build", "--wait", "orthanc"];

/** Restarts a stack's Orthanc, and awaits that it answers: what is cached does so before. */
export async function restartOrthanc(stack: Stack): Promise<void> {
  await compose(stack, "restart", "orthanc");
  await untilReady(stack.url);
}

/** Starts a stack's Orthanc anew with other settings; the result starts it again as it was. */
export async function withOrthancSettings(
  stack: Stack,
  settings: Readonly<Record<string, unknown>>,
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "collimator-orthanc-"));
  // Orthanc's user is another one.
  await chmod(folder, 0o755);
  const file = join(folder, "orthanc.json");
  const usual = JSON.parse(await readFile("orthanc/orthanc.json", "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...usual, ...settings }));
  const changed = { ...stack, settings: { ...stack.settings, ORTHANC_JSON: file } };
  await compose(changed, "-f", "tests/support/compose.orthanc.yml", ...UP);
  return async () => {
    await compose(stack, ...UP);
    await rm(folder, { recursive: true });
  };
}
