/**
 * What a person has chosen or dropped, as files: folders are walked, ZIP files opened.
 *
 * @module
 */
import { type Candidate, candidateOf, headOf, type Unsent } from "./file";
import { isZipFile } from "./head";
import { isJunk } from "./junk";
import { membersOf } from "./zip";

/** Files that wait to be sent: the page remembers each of them. */
export const MOST_FILES = 100_000;
/** Folders within each other. */
const MOST_DEPTH = 64;

/** What takes what is found; false: no more of it. */
export type Take = (found: Candidate | Unsent) => boolean;

/** Whether anything more is taken: a folder may have nothing but folders. */
export type IsWanted = () => boolean;

/** Files that a person has chosen: those of a folder have a path, and a ZIP file is opened only by itself. */
export async function takeFiles(files: Iterable<File>, take: Take): Promise<void> {
  for (const file of files) {
    const path = file.webkitRelativePath;
    if (path !== "") {
      if (!takeOfFolder(file, path, take)) return;
      continue;
    }
    for (const found of await lookAt(file)) if (!take(found)) return;
  }
}

function takeOfFolder(file: File | undefined, path: string, take: Take): boolean {
  if (file === undefined) return take({ name: path, what: "refused", reason: "unreadable" });
  return take(isJunk(path) ? { name: path, what: "skipped", reason: "junk" } : candidateOf(file, path));
}

async function lookAt(file: File): Promise<readonly (Candidate | Unsent)[]> {
  const { name } = file;
  if (isJunk(name)) return [{ name, what: "skipped", reason: "junk" }];
  try {
    if (isZipFile(await headOf(file), name)) return await membersOf(file, name);
  } catch {
    return [{ name, what: "refused", reason: "unreadable" }];
  }
  return [candidateOf(file, name)];
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** The file of an entry; undefined if it cannot be read. */
const fileOf = (entry: FileSystemEntry): Promise<File | undefined> =>
  new Promise((resolve) => {
    (entry as FileSystemFileEntry).file(resolve, () => {
      resolve(undefined);
    });
  });

/** What is in a folder, some at a time: browsers give 100 entries at once. */
async function* entriesOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return;
    yield* some;
  }
}

/** Walks a folder that was dropped; false if no more is taken. */
async function walk(
  folder: FileSystemDirectoryEntry,
  path: string,
  depth: number,
  take: Take,
  isWanted: IsWanted,
): Promise<boolean> {
  if (!isWanted()) return false;
  if (isJunk(folder.name)) return take({ name: path, what: "skipped", reason: "junk" });
  if (depth > MOST_DEPTH) return take({ name: path, what: "refused", reason: "too-deep" });
  try {
    for await (const entry of entriesOf(folder)) {
      const name = `${path}/${entry.name}`;
      const goesOn = isFolder(entry)
        ? await walk(entry, name, depth + 1, take, isWanted)
        : takeOfFolder(await fileOf(entry), name, take);
      if (!goesOn) return false;
    }
  } catch {
    return take({ name: path, what: "refused", reason: "unreadable" });
  }
  return true;
}

/** A file or folder that was dropped. The entries have to be taken out of the event while it is handled. */
export interface Dropped {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

/** What is in a drop event. */
export function droppedIn(items: Iterable<DataTransferItem>): readonly Dropped[] {
  return Array.from(items)
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
}

/** Files and folders that were dropped. */
export async function takeDropped(dropped: readonly Dropped[], take: Take, isWanted: IsWanted): Promise<void> {
  for (const { entry, file } of dropped) {
    if (entry !== null && isFolder(entry)) {
      if (!(await walk(entry, entry.name, 1, take, isWanted))) return;
    } else if (file !== null) {
      for (const found of await lookAt(file)) if (!take(found)) return;
    }
  }
}
