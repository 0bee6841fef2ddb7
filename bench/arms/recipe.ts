import { copyFileSync, chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { docker, until } from "../../tests/support/docker";
import { copyOfArchive, keptArchive } from "../data/archive";
import type { Plan } from "../data/plan";
import type { Arm, Site } from "./bench";
import { addressOf, done, startNginx } from "./containers";
import { publishedViewer } from "./viewer";

/** Arm S: what people run today, on an archive of its own. */
export interface Recipe {
  readonly arm: Arm;
  /** Orthanc's container. */
  readonly archive: string;
  readonly stop: () => Promise<void>;
}

/**
 * The plain recipe: its nginx, the viewer as OHIF publishes it, and Orthanc with the settings that it comes with, on a
 * copy of the plan's data whose index is as Orthanc makes it.
 */
export async function startRecipe({ stack }: Site, plan: Plan, say: (line: string) => void): Promise<Recipe> {
  const name = `${stack.project}-recipe`;
  const archive = `${name}-archive`;
  const data = await copyOfArchive(await keptArchive(plan, say), name);
  const scratch = mkdtempSync(join(tmpdir(), "collimator-recipe-"));
  chmodSync(scratch, 0o755);
  const stop = async (): Promise<void> => {
    await docker("rm", "--force", name, archive);
    await data.remove();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const network = `${stack.project}_dicom`;
    const files = ["-v", `${data.volume}:/archive`, "--tmpfs", "/tmp:mode=1777"];
    const settings = ["-v", `${join(import.meta.dirname, "recipe.orthanc.json")}:/recipe/orthanc.json:ro`];
    // The statistics in the index are this project's.
    const without = "sqlite3 /archive/index 'DROP TABLE IF EXISTS sqlite_stat1'; exec Orthanc /recipe/orthanc.json";
    const where = ["--detach", "--name", archive, "--network", network, "--network-alias", "recipe-archive"];
    const how = ["--no-healthcheck", "--entrypoint", "sh", imageName("orthanc"), "-ec", without];
    await done("run", ...where, ...files, ...settings, ...how);
    const orthanc = await addressOf(archive, network);
    await until("the recipe's Orthanc", async () =>
      (await fetch(`http://${orthanc}:8042/system`).catch(() => undefined))?.ok === true ? true : undefined,
    );
    copyFileSync(join(import.meta.dirname, "recipe.nginx.conf"), join(scratch, "nginx.conf"));
    const host = await startNginx({
      name,
      network,
      image: imageName("gateway"),
      configuration: "/recipe/nginx.conf",
      volumes: [`${scratch}:/recipe:ro`, ...(await publishedViewer(scratch))],
    });
    return {
      arm: { name: "S", host, port: 8080, prefix: "/pacs", headers: { Host: "recipe:8080" } },
      archive,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
