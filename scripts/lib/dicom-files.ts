import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

/** The DICOM files (PS3.10) in a folder and those below it, by name. Other files are passed over. */
export function* dicomFiles(folder: string): Generator<Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.toSorted()) {
    if (isDicom(path)) yield readFileSync(path);
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Part 10 files have "DICM" after 128 bytes. */
function isDicom(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const magic = Buffer.alloc(4);
    readSync(file, magic, 0, 4, 128);
    return magic.toString("latin1") === "DICM";
  } finally {
    closeSync(file);
  }
}
