import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchPackage, type PinnedPackage } from "../../ohif-config/build/package";
import pin from "../../ohif-config/build/viewer.json";
import { imageName } from "../../scripts/lib/image";
import { docker, freePort, until } from "./docker";
import type { Stack } from "./stack";

const folder = join(import.meta.dirname, "../manual/recipe");

/**
 * Starts the viewer as OHIF publishes it, behind the nginx of the gateway's image with the recipe's configuration.
 * Its archive is a stack of ours.
 *
 * @param cookie a session of the stack
 * @returns the address, and what ends it
 */
export async function startRecipe(stack: Stack, cookie: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const scratch = mkdtempSync(join(tmpdir(), "recipe-"));
  chmodSync(scratch, 0o755);
  const unpacked = fetchPackage(pin satisfies PinnedPackage, scratch);
  const port = await freePort();
  const filled = readFileSync(join(folder, "nginx.conf"), "utf8")
    .replaceAll("PORT", String(port))
    .replaceAll("ARCHIVE", new URL(stack.url).host)
    .replaceAll("COOKIE", cookie);
  cpSync(join(folder, "app-config.js"), join(scratch, "app-config.js"));
  writeFileSync(join(scratch, "nginx.conf"), filled);
  const name = `${stack.project}-recipe`;
  const volumes = ["--volume", `${join(unpacked, "dist")}:/dist:ro`, "--volume", `${scratch}:/recipe:ro`];
  const run = ["run", "--detach", "--rm", "--name", name, "--network", "host", ...volumes];
  const command = ["-c", "/recipe/nginx.conf", "-e", "stderr", "-g", "daemon off;"];
  const started = await docker(...run, "--entrypoint", "nginx", imageName("gateway"), ...command);
  if (started.status !== 0) throw new Error(started.stderr);
  const url = `http://127.0.0.1:${port}`;
  await until("an answer of the recipe's nginx", async () =>
    (await fetch(url).catch(() => undefined))?.ok === true ? true : undefined,
  );
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name);
    rmSync(scratch, { recursive: true, force: true });
  };
  return { url, stop };
}
