import { type BigIntStats, constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { basename, sep } from "node:path";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { isJunk } from "../../../ohif-config/upload/junk";
import { type Candidate, CHANGING, type Source, type Unsent, unreadable } from "./file";
import { piecesOf } from "./pieces";

/** Folders within each other. */
const MOST_DEPTH = 64;
/** How long ago a file's last change has to be before it is read: somebody may still be copying it. */
const QUIET_MS = 3000;

/** Paths are bytes, held as Latin-1: a name that is not UTF-8 is read, too. */
const bytesOf = (path: string): Buffer => Buffer.from(path, "latin1");
const textOf = (path: string): string => bytesOf(path).toString("utf8");
const pathOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Nothing that a link in a file's place leads to, and without waiting for somebody at the other end of a pipe. */
const FLAGS = ["O_NOFOLLOW", "O_NONBLOCK"].reduce(
  // Windows has neither.
  (flags, name) => flags | ((constants as Readonly<Record<string, number | undefined>>)[name] ?? 0),
  constants.O_RDONLY,
);

function isVersion(now: BigIntStats, seen: BigIntStats): boolean {
  const isOne = now.isFile() && now.dev === seen.dev && now.ino === seen.ino;
  return isOne && now.size === seen.size && now.mtimeNs === seen.mtimeNs;
}

/** The bytes of the version of a file that was seen. Throws before their end if the file is or becomes another one. */
async function* contentOf(path: string, seen: BigIntStats): AsyncGenerator<Buffer> {
  const age = Date.now() - Number(seen.mtimeMs);
  if (Math.abs(age) < QUIET_MS) await setTimeout(QUIET_MS - age);
  const file = await open(bytesOf(path), FLAGS);
  try {
    if (!isVersion(await file.stat({ bigint: true }), seen)) throw new Error(CHANGING);
    yield* piecesOf(file, 0, Number(seen.size));
    if (!isVersion(await file.stat({ bigint: true }), seen)) throw new Error(CHANGING);
  } finally {
    await file.close();
  }
}

function candidateOf(name: string, path: string, key: string, stat: BigIntStats): Candidate {
  const open = async (): Promise<Readable> => Promise.resolve(Readable.from(contentOf(path, stat)));
  return { name, size: Number(stat.size), identity: `${key}\0${stat.size}\0${stat.mtimeNs}`, open };
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
    else if (stat.isFile()) yield candidateOf(name, path, key, stat);
    else yield { name, what: "skipped", reason: stat.isSymbolicLink() ? "link" : "no file" };
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
    yield candidateOf(file, path, path, await lstat(key, { bigint: true }));
  }
  return { key: path, walk: only, close: () => undefined };
}
