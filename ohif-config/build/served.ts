import { existsSync } from "node:fs";
import { join } from "node:path";

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
  // onnxruntime, for AI segmentation tools whose models come from another host: see app-config.template.js.
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

/** Whether a file or folder of a site is served. `path` is relative to the site, `""` is the site. */
export function isServed(path: string): boolean {
  if (path.endsWith(".map")) return false;
  return !dropped.some((part) => `${path}/`.startsWith(part) || path.startsWith(part));
}

/**
 * index.html without the tags that name dropped files.
 *
 * @param pinned whether this is the pinned package, whose page is known
 * @throws if a tag of the pinned page is not there once: then the package has changed, and this list has to be
 *   looked at again
 */
export function withoutDroppedReferences(page: string, pinned: boolean): string {
  return droppedTags.reduce((text, tag) => {
    const all = new RegExp(tag, "g");
    if (pinned && text.match(all)?.length !== 1) throw new Error(`index.html no longer has ${tag.source}`);
    return text.replaceAll(all, "");
  }, page);
}

/** Paths of this site that the page names in `src` or `href` and that are not in `folder`. */
export function missingReferences(page: string, folder: string): string[] {
  const paths = [...page.matchAll(/ (?:src|href|content)="\/([^"]+)"/g)].map((match) => match[1] ?? "");
  // The gateway serves the settings' own app-config.js at this address.
  return paths.filter((path) => path !== "app-config.js" && !existsSync(join(folder, path)));
}
