/**
 * Makes the viewer's files from the published npm package: `tsx ohif-config/build-viewer.ts <output folder>`.
 *
 * Writes `<output>/viewer/` (what nginx serves, with `.br` and `.gz` twins) and `<output>/viewer-csp.conf`
 * (nginx, http level: the variable `$viewer_csp`). Nothing is compiled: what runs is what OHIF published and tested.
 *
 * @module
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compressFiles } from "./build/compress";
import { viewerPolicy } from "./build/csp";
import { fetchPackage, type PinnedPackage } from "./build/fetch-package";
import { isServed, missingReferences, withoutDroppedReferences } from "./build/prune";

const output = process.argv[2];
if (output === undefined) throw new Error("Usage: build-viewer.ts <output folder>");

const pin = JSON.parse(readFileSync(join(import.meta.dirname, "viewer.json"), "utf8")) as PinnedPackage;
const scratch = mkdtempSync(join(tmpdir(), "viewer-"));
const viewer = join(output, "viewer");
try {
  const unpacked = fetchPackage(pin, scratch);
  const site = join(unpacked, "dist");

  rmSync(viewer, { recursive: true, force: true });
  mkdirSync(viewer, { recursive: true });
  cpSync(site, viewer, { recursive: true, filter: (source) => isServed(source.slice(site.length + 1)) });
  cpSync(join(unpacked, "LICENSE"), join(viewer, "LICENSE.txt"));

  const page = withoutDroppedReferences(readFileSync(join(site, "index.html"), "utf8"));
  const missing = missingReferences(page, viewer);
  if (missing.length > 0) throw new Error(`index.html names files that are not served: ${missing.join(", ")}`);
  writeFileSync(join(viewer, "index.html"), page);
  writeFileSync(join(output, "viewer-csp.conf"), `map "" $viewer_csp {\n    default "${viewerPolicy(page)}";\n}\n`);

  const { files, bytes, brotliBytes } = await compressFiles(viewer);
  console.log(`${pin.package} ${pin.version}: ${files} files compressed, ${bytes} bytes to ${brotliBytes} with brotli`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
