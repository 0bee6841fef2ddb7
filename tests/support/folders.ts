import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder for one test, which is removed at its end. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "collimator-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their paths below a folder, as if a minute ago: nobody takes them for files that are being copied. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  const then = Date.now() / 1000 - 60;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    utimesSync(join(folder, path), then, then);
  }
}
