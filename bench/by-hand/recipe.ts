import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchPackage, type PinnedPackage } from "../../ohif-config/build/package";
import pin from "../../ohif-config/build/viewer.json";
import { imageName } from "../../scripts/lib/image";
import { docker, freePort, until } from "../../tests/support/docker";
import type { Stack } from "../../tests/support/stack";

const CONFIGURATION = join(import.meta.dirname, "../arms/recipe.nginx.conf");
const VIEWER = join(import.meta.dirname, "recipe/app-config.js");

/** The benchmark's configuration of the recipe, with a gateway and a session there in place of an archive. */
function configurationFor(port: number, gateway: string, cookie: string): string {
  const others = [
    ["listen 8080;", `listen 127.0.0.1:${port};`],
    ["proxy_pass http://recipe-archive:8042/dicom-web/;", `proxy_pass http://${gateway};`],
    ["proxy_set_header Host $http_host;", `proxy_set_header Host ${gateway}; proxy_set_header Cookie "${cookie}";`],
  ] as const;
  return others.reduce(
    (text, [from, to]) => {
      if (text.split(from).length !== 2) throw new Error(`not once in the recipe's configuration: ${from}`);
      return text.replace(from, () => to);
    },
    readFileSync(CONFIGURATION, "utf8"),
  );
}

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
  cpSync(VIEWER, join(scratch, "app-config.js"));
  writeFileSync(join(scratch, "nginx.conf"), configurationFor(port, new URL(stack.url).host, cookie));
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
