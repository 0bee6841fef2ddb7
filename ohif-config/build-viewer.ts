/**
 * Makes the viewer's files from the published npm package: `tsx ohif-config/build-viewer.ts <output folder>`.
 *
 * Writes `<output>/viewer/` (what nginx serves, with `.br` and `.gz` twins) and `<output>/viewer-csp.conf`
 * (nginx, http level: the variable `$viewer_csp`). Nothing is compiled: what runs is what OHIF published and tested.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { bundleSession, withSession } from "./session/build";

/** A package of the npm registry and the digest its archive must have (Subresource Integrity format). */
interface PinnedPackage {
  readonly package: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Downloads a package with npm's own settings (registry, proxy, CA), checks its digest and unpacks it.
 *
 * @param folder an empty folder for archive and content
 * @returns the folder of the package's content
 * @throws if the archive is not the pinned one: whoever changes the version has to change the digest too
 */
function fetchPackage(pin: PinnedPackage, folder: string): string {
  const name = `${pin.package}@${pin.version}`;
  const packed = execFileSync("npm", ["pack", name, "--json", "--ignore-scripts", "--pack-destination", folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    cwd: folder,
  });
  const [entry] = JSON.parse(packed) as { filename: string }[];
  if (entry === undefined) throw new Error(`npm pack ${name} made no archive`);

  // npm 10 names a scoped package's archive without its slash, older versions report it with one.
  const archive = join(folder, entry.filename.replace("@", "").replace("/", "-"));
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (integrity !== pin.integrity) {
    throw new Error(`${name} has the digest ${integrity}, but viewer.json pins ${pin.integrity}`);
  }
  execFileSync("tar", ["-xzf", archive, "-C", folder], { stdio: "inherit" });
  return join(folder, "package");
}

/**
 * Parts of the published site that are not served, each with the reason why nothing misses it.
 * Paths are relative to the site; one that ends with a slash is a folder.
 */
const dropped: readonly string[] = [
  // Hosting files of other web servers, and our own app-config.js takes the place of the sample.
  "_headers",
  "_redirects",
  "serve.json",
  "app-config.js",
  "google.js",
  // OpenID Connect in the browser: the gateway owns the session. The page loads a script from a CDN.
  "silent-refresh.html",
  "oidc-client.min.js",
  "polyfill.min.js",
  "es6-shim.min.js",
  // A service worker that is never registered and would load Workbox from a CDN, and the script that removes it.
  "sw.js",
  "init-service-worker.js",
  // Browsers fetch a manifest without cookies, so behind a login it is only an error. Its icons go with it.
  "manifest.json",
  "assets/manifest.webapp",
  "assets/yandex-browser-manifest.json",
  "assets/browserconfig.xml",
  "assets/android-chrome-",
  "assets/firefox_app_",
  "assets/mstile-",
  "assets/yandex-browser-",
  "assets/apple-touch-icon-precomposed.png",
  // Files for `?customization=`, which stays off.
  "customizations/",
  // onnxruntime, for AI segmentation tools whose models come from another host, which the policy forbids.
  "ort/",
];

/** What index.html says about the parts above. */
const droppedTags: readonly RegExp[] = [
  /<script [^>]*src="\/init-service-worker\.js"><\/script>/,
  /<link rel="manifest"[^>]*>/,
  /<link rel="yandex-tableau-widget"[^>]*>/,
  /<meta name="msapplication-TileImage"[^>]*>/,
  /<meta name="msapplication-config"[^>]*>/,
];

/** Whether a file or folder of the published site is served. `path` is relative to the site, `""` is the site. */
function isServed(path: string): boolean {
  if (path.endsWith(".map")) return false;
  return !dropped.some((part) => `${path}/`.startsWith(part) || path.startsWith(part));
}

/**
 * index.html without the tags that name dropped files.
 *
 * @throws if a tag is not there once: then the package has changed, and this list has to be looked at again
 */
function withoutDroppedReferences(page: string): string {
  return droppedTags.reduce((text, tag) => {
    if (text.match(new RegExp(tag, "g"))?.length !== 1) throw new Error(`index.html no longer has ${tag.source}`);
    return text.replace(tag, "");
  }, page);
}

/** Paths of this site that the page names in `src` or `href` and that are not in `folder`. */
function missingReferences(page: string, folder: string): string[] {
  const paths = [...page.matchAll(/ (?:src|href|content)="\/([^"]+)"/g)].map((match) => match[1] ?? "");
  // The gateway serves the settings' own app-config.js at this address.
  return paths.filter((path) => path !== "app-config.js" && !existsSync(join(folder, path)));
}

/**
 * The viewer's Content-Security-Policy (CSP Level 3): this origin alone, and of inline scripts only those that
 * the page came with. WebAssembly (image decoders) needs 'wasm-unsafe-eval', React and the canvas overlays need
 * inline styles, decoded images and worker scripts are blobs, `data:` in connect-src is a decoder's own wasm,
 * and an encapsulated PDF is shown as an object from a blob.
 *
 * @param page index.html as it is served
 */
function viewerPolicy(page: string): string {
  const directives = [
    "default-src 'none'",
    `script-src 'self' ${inlineScriptHashes(page).join(" ")} 'wasm-unsafe-eval'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' blob: data:",
    "worker-src 'self' blob:",
    "media-src 'self' blob:",
    "object-src blob:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}

/** A quoted CSP hash source for each script without `src`, each once. */
function inlineScriptHashes(page: string): string[] {
  const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = scripts.map((match) =>
    createHash("sha256")
      .update(match[1] ?? "")
      .digest("base64"),
  );
  return [...new Set(hashes)].map((hash) => `'sha256-${hash}'`);
}

/** File types that shrink. Pictures and fonts are compressed already. */
const compressible: readonly string[] = [".js", ".css", ".wasm", ".svg"];

/** Below this a compressed answer saves no packet. */
const smallest = 1024;

/** Written per installation or changed by the gateway, so a compressed twin would go stale. */
const neverCompressed: readonly string[] = ["index.html", "app-config.js"];

interface Compressed {
  readonly files: number;
  readonly bytes: number;
  readonly brotliBytes: number;
}

/**
 * Writes `file.br` and `file.gz` beside each large text or wasm file of a folder.
 * Brotli 9 on the whole viewer costs seconds; 11 would cost minutes for 8 % more.
 */
async function compressFiles(folder: string): Promise<Compressed> {
  let [files, bytes, brotliBytes] = [0, 0, 0];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !compressible.includes(extname(entry.name)) || neverCompressed.includes(entry.name))
      continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (content.length < smallest) continue;

    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
      }),
      promisify(gzip)(content, { level: 9 }),
    ]);
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
    files += 1;
    bytes += content.length;
    brotliBytes += br.length;
  }
  return { files, bytes, brotliBytes };
}

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

  const ownPage = withoutDroppedReferences(readFileSync(join(site, "index.html"), "utf8"));
  const page = withSession(ownPage, bundleSession(viewer));
  const missing = missingReferences(page, viewer);
  if (missing.length > 0) throw new Error(`index.html names files that are not served: ${missing.join(", ")}`);
  writeFileSync(join(viewer, "index.html"), page);
  writeFileSync(join(output, "viewer-csp.conf"), `map "" $viewer_csp {\n    default "${viewerPolicy(page)}";\n}\n`);

  const { files, bytes, brotliBytes } = await compressFiles(viewer);
  console.log(`${pin.package} ${pin.version}: ${files} files compressed, ${bytes} bytes to ${brotliBytes} with brotli`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
