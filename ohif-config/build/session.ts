import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "./bundle";

/**
 * Bundles the script of the login layer and the account menu, with its texts, into the viewer's folder.
 *
 * @returns its path on the site; the name holds a hash, so that browsers may keep it
 */
export function bundleSession(viewer: string): string {
  const script = bundled(join(import.meta.dirname, "../session/main.ts"));
  const hash = createHash("sha256").update(script).digest("hex").slice(0, 16);
  const name = `session.bundle.${hash}.js`;
  writeFileSync(join(viewer, name), script);
  return `/${name}`;
}

/**
 * index.html with the script before all others: it has to take fetch and XMLHttpRequest first.
 *
 * @throws if the page has no script, so that it can't be told where the first one is
 */
export function withSession(page: string, script: string): string {
  const first = page.search(/<script\b/);
  if (first < 0) throw new Error("index.html has no script");
  return `${page.slice(0, first)}<script src="${script}"></script>${page.slice(first)}`;
}
