import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bundled } from "./bundle";

/** The licence of the library that reads ZIP files asks to go with it. */
function licence(): string {
  const library = createRequire(import.meta.url).resolve("@zip.js/zip.js/package.json");
  return readFileSync(join(dirname(library), "LICENSE"), "utf8");
}

/** The script of the page for uploads, with its texts and the library that reads ZIP files. */
export function uploadScript(): string {
  const banner = { js: `/* @zip.js/zip.js\n\n${licence()}*/` };
  return bundled(join(import.meta.dirname, "../upload/main.ts"), { banner });
}

/** Writes the script beside the gateway's own pages. Its address has no hash: browsers ask whether there is a new one. */
export function writeUploadScript(pages: string): void {
  mkdirSync(pages, { recursive: true });
  writeFileSync(join(pages, "upload.js"), uploadScript());
}
