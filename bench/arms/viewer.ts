import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fetchPackage, type PinnedPackage } from "../../ohif-config/build/package";
import pin from "../../ohif-config/build/viewer.json";

const KEPT = resolve("test-results/bench");

/**
 * The viewer as OHIF publishes it, for the plain recipe: fetched once and kept.
 *
 * @param recipe the folder of the recipe's configuration, which gets the viewer's
 * @returns what the recipe's container has to mount
 */
export async function publishedViewer(recipe: string): Promise<string[]> {
  const kept = join(KEPT, `viewer-${pin.version}`);
  if (!existsSync(kept)) {
    const fresh = `${kept}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    renameSync(join(fetchPackage(pin satisfies PinnedPackage, fresh), "dist"), kept);
    rmSync(fresh, { recursive: true, force: true });
  }
  cpSync(resolve("bench/by-hand/recipe/app-config.js"), join(recipe, "app-config.js"));
  return Promise.resolve([`${kept}:/dist:ro`]);
}
