/**
 * Makes the viewer's files: `tsx ohif-config/build/build.ts <output folder> [<folder of an OHIF build>]`.
 *
 * Writes `<output>/viewer/` (what nginx serves, with `.br` and `.gz` twins) and `<output>/viewer-csp.conf`
 * and `<output>/viewer-preload.conf` (nginx, http level: the variables `$viewer_csp` and `$viewer_preload`). Nothing is compiled: what runs is what OHIF published and tested,
 * without its white space. The script of the gateway's own page for uploads goes into `<output>/pages/`. An OHIF build of one's own (VIEWER_DIST) goes the same way in place of the npm package.
 *
 * @module
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compressFiles } from "./compress";
import { withoutDefects } from "./mends";
import { minifyScripts } from "./minify";
import { withoutEval } from "./codecs";
import { withoutCompiledViews } from "./ndarray";
import { withOddObjects } from "./odd-objects";
import { fetchPackage, type PinnedPackage } from "./package";
import { withWholeNames } from "./person-names";
import { withPermissions } from "./permissions";
import { viewerPolicy } from "./policy";
import { preloadSetting } from "./preload";
import { withReasons } from "./refusals";
import { bundleSession, withSession } from "./session";
import { withPagedList } from "./study-list";
import { withNoticeOfUnsupported } from "./unsupported";
import { isServed, missingReferences, withoutDroppedReferences } from "./served";
import { writeUploadScript } from "./upload";

/** A built site and where its licence is. */
interface Site {
  readonly name: string;
  readonly folder: string;
  readonly licence: string;
  readonly pinned: boolean;
}

/** VIEWER_DIST's site where one is given, else the pinned package's. */
function findSite(own: string | undefined, scratch: string): Site {
  if (own !== undefined && existsSync(join(own, "index.html"))) {
    return { name: "VIEWER_DIST", folder: own, licence: join(own, "LICENSE"), pinned: false };
  }
  const pin = JSON.parse(readFileSync(join(import.meta.dirname, "viewer.json"), "utf8")) as PinnedPackage;
  const unpacked = fetchPackage(pin, scratch);
  return {
    name: `${pin.package} ${pin.version}`,
    folder: join(unpacked, "dist"),
    licence: join(unpacked, "LICENSE"),
    pinned: true,
  };
}

/** Copies what is served. Returns index.html as it is served. */
function copySite(site: Site, viewer: string): string {
  rmSync(viewer, { recursive: true, force: true });
  mkdirSync(viewer, { recursive: true });
  cpSync(site.folder, viewer, { recursive: true, filter: (source) => isServed(source.slice(site.folder.length + 1)) });
  if (existsSync(site.licence)) cpSync(site.licence, join(viewer, "LICENSE.txt"));

  const ownPage = withoutDroppedReferences(readFileSync(join(site.folder, "index.html"), "utf8"), site.pinned);
  const page = withSession(ownPage, bundleSession(viewer));
  const missing = missingReferences(page, viewer);
  if (missing.length > 0) throw new Error(`index.html names files that are not served: ${missing.join(", ")}`);
  if (!page.includes('src="/app-config.js"')) throw new Error("index.html does not load /app-config.js");
  writeFileSync(join(viewer, "index.html"), page);
  return page;
}

/** What the texts of the pinned package alone are known for. */
function withOwnPatches(name: string, script: string): string {
  const sound = withOddObjects(name, withPagedList(name, withoutDefects(name, script)));
  const honest = withReasons(name, withPermissions(name, sound));
  return /^app\.bundle\.\w+\.js$/.test(name) ? withWholeNames(honest) : honest;
}

/** Mends what the published scripts can't do under the policy, or do wrong. Returns the number of changed files. */
function mendScripts(viewer: string, pinned: boolean): number {
  const mended = readdirSync(viewer, { recursive: true, encoding: "utf8" }).filter((name) => {
    if (!name.endsWith(".js")) return false;
    const path = join(viewer, name);
    const script = readFileSync(path, "utf8");
    const plain = withNoticeOfUnsupported(withoutCompiledViews(withoutEval(script)));
    // An OHIF build of one's own keeps its names and defects: whoever builds it can change its source.
    const changed = pinned ? withOwnPatches(name, plain) : plain;
    if (changed !== script) writeFileSync(path, changed);
    return changed !== script;
  });
  // The bundle, the workers that decode images and tiles, the one for contours, segmentations (three), microscopy (two),
  // videos, all series, the client of DICOMweb, and reports (two).
  if (pinned && mended.length !== 14) throw new Error(`not the fourteen scripts of OHIF 3.13.2: ${mended.join(", ")}`);
  return mended.length;
}

const output = process.argv[2];
if (output === undefined) throw new Error("Usage: build.ts <output folder> [<folder of an OHIF build>]");

const scratch = mkdtempSync(join(tmpdir(), "viewer-"));
const viewer = join(output, "viewer");
try {
  const site = findSite(process.argv[3], scratch);
  const page = copySite(site, viewer);
  writeFileSync(join(output, "viewer-csp.conf"), `map "" $viewer_csp {\n    default "${viewerPolicy(page)}";\n}\n`);
  writeFileSync(join(output, "viewer-preload.conf"), preloadSetting(page));

  console.log(`${site.name}: ${mendScripts(viewer, site.pinned)} files mended`);
  const said = (what: string, took: { files: number; before: number; after: number }): void => {
    console.log(`${site.name}: ${took.files} files ${what}, ${took.before} bytes to ${took.after}`);
  };
  said("minified", await minifyScripts(viewer));
  const first = [...page.matchAll(/ (?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? "");
  said("compressed with brotli", await compressFiles(viewer, first));

  const pages = join(output, "pages");
  writeUploadScript(pages);
  await compressFiles(pages, ["upload.js"]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
