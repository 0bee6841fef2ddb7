import { open, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HEAD_BYTES, isDicom, isMediaDirectory, isZip } from "../../../ohif-config/upload/head";
import { type Source, unreadable } from "./file";
import { fileSource, folderSource } from "./folder";
import { zipSource } from "./zip";

/** The first bytes of a file. */
async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * What a path on the command line stands for, told by its content: a folder; a DICOMDIR, for the folder it is in; a ZIP
 * file; one DICOM file. A sentence if it is none of them.
 */
export async function sourceAt(path: string): Promise<Source | string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await folderSource(path);
    const head = found.isFile() ? await headOf(path) : Buffer.alloc(0);
    if (isMediaDirectory(head)) {
      // By its content alone, any file could make its whole folder the source.
      if (/^dicomdir$/i.test(basename(path))) return await folderSource(dirname(path));
      return `"${path}" is a DICOMDIR by its content, but is not called so; name the folder to import.`;
    }
    if (isDicom(head)) return await fileSource(path);
    if (!isZip(head)) return `"${path}" is neither a folder nor a ZIP file, a DICOMDIR or a DICOM file.`;
    const zip = await zipSource(path);
    return typeof zip === "string" ? `The ZIP file "${path}" is not read: ${zip}.` : zip;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing ? `There is no "${path}".` : `"${path}" ${unreadable(cause)}.`;
  }
}

/** The sources of several paths, each once; a sentence if one of them is none. */
export async function sourcesAt(paths: readonly string[]): Promise<readonly Source[] | string> {
  const sources: Source[] = [];
  for (const path of paths) {
    const source = await sourceAt(path);
    if (typeof source === "string") return source;
    if (sources.some(({ key }) => key === source.key)) source.close();
    else sources.push(source);
  }
  return sources;
}
