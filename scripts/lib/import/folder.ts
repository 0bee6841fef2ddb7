import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { basename, sep } from "node:path";
import type { Readable } from "node:stream";
import { type Candidate, type Source, type Unsent, unreadable } from "./file";
import { isJunk } from "./junk";

/** Folders within each other. */
const MOST_DEPTH = 64;

/** Paths are bytes, held as Latin-1: a name that is not UTF-8 is read, too. */
const bytesOf = (path: string): Buffer => Buffer.from(path, "latin1");
const textOf = (path: string): string => bytesOf(path).toString("utf8");
const pathOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Opens a file, but nothing that a link in its place leads to. */
async function openFile(path: string): Promise<Readable> {
  const flags = constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0);
  return (await open(bytesOf(path), flags)).createReadStream();
}

/**
 * Walks over a folder in the order of names, one folder's names in memory at a time. Symbolic links are not followed: one
 * that leads within the folder would bring its files twice, and any other one out of it.
 */
async function* walk(path: string, key: string, depth: number): AsyncGenerator<Candidate | Unsent> {
  const unsent = (what: Unsent["what"], reason: string): Unsent => ({ name: textOf(path), what, reason });
  if (depth > MOST_DEPTH) {
    yield unsent("refused", "too deep in folders");
    return;
  }
  let names: string[];
  try {
    names = await readdir(bytesOf(path), { encoding: "latin1" });
  } catch (cause) {
    yield unsent("refused", unreadable(cause));
    return;
  }
  for (const name of names.toSorted())
    yield* look(`${path}${path.endsWith(sep) ? "" : sep}${name}`, `${key}${sep}${name}`, depth);
}

async function* look(path: string, key: string, depth: number): AsyncGenerator<Candidate | Unsent> {
  const name = textOf(path);
  if (isJunk(basename(name))) {
    yield { name, what: "skipped", reason: "junk" };
    return;
  }
  try {
    const stat = await lstat(bytesOf(path), { bigint: true });
    if (stat.isDirectory()) yield* walk(path, key, depth + 1);
    else if (stat.isFile()) {
      const size = Number(stat.size);
      yield { name, size, identity: `${key}\0${size}\0${stat.mtimeNs}`, open: () => openFile(path) };
    } else yield { name, what: "skipped", reason: stat.isSymbolicLink() ? "link" : "no file" };
  } catch (cause) {
    yield { name, what: "refused", reason: unreadable(cause) };
  }
}

/** A folder with all that is below it. */
export async function folderSource(folder: string): Promise<Source> {
  const key = pathOf(await realpath(folder));
  return { key, walk: () => walk(pathOf(folder), key, 0), close: () => undefined };
}

/** One file, whatever it is called. */
export async function fileSource(file: string): Promise<Source> {
  const key = await realpath(file);
  const path = pathOf(key);
  async function* only(): AsyncGenerator<Candidate> {
    const { size, mtimeNs } = await lstat(key, { bigint: true });
    yield { name: file, size: Number(size), identity: `${path}\0${size}\0${mtimeNs}`, open: () => openFile(path) };
  }
  return { key: path, walk: only, close: () => undefined };
}
