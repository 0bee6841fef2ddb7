/**
 * ZIP files, read in place by their central directory: nothing is written to a disk, so that the names in them are only
 * names.
 *
 * @module
 */
import { realpath, stat } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import type { Candidate, Source, Unsent } from "./file";
import { isJunk } from "./junk";

const MOST_ENTRIES = 1_000_000;
/** What all files of a ZIP file may be together, as a multiple of its size; deflate alone reaches 1,032. */
const MOST_RATIO = 200;
/** So many bytes may come out of any ZIP file: masks and empty slices are small in it. */
const FREE_BYTES = 256 * 1024 * 1024;

/** Names are decoded here: yauzl itself would end at the first one that leads out of a folder. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true };

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/** Why a ZIP file is not read at all; undefined if it is. Its members' own sizes are held to when they are read. */
async function refusalOf(path: string, bytes: number): Promise<string | undefined> {
  const zip = await openPromise(path, OPTIONS);
  try {
    if (zip.entryCount > MOST_ENTRIES) return `it has more than ${MOST_ENTRIES} files`;
    let [packed, unpacked] = [0, 0];
    for await (const { compressedSize, uncompressedSize } of zip.eachEntry()) {
      packed += compressedSize;
      unpacked += uncompressedSize;
    }
    if (packed > bytes) return "its files overlap";
    const isTooLarge = unpacked > Math.max(FREE_BYTES, MOST_RATIO * bytes);
    return isTooLarge ? `unpacked it is more than ${MOST_RATIO} times as large` : undefined;
  } finally {
    zip.close();
  }
}

/** The bytes of a member; the stream fails if they are not those of its CRC-32, which yauzl does not look at. */
async function openMember(zip: ZipFile, entry: Entry): Promise<Readable> {
  const content = await zip.openReadStreamPromise(entry);
  const checked = new PassThrough();
  async function* check(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let sum = 0;
    for await (const piece of pieces) {
      sum = crc32(piece, sum);
      yield piece;
    }
    if (sum !== entry.crc32) throw new Error("it is damaged in the ZIP file");
  }
  // What fails here fails the stream that is read.
  pipeline(content, check, checked).catch(() => undefined);
  return checked;
}

function look(zip: ZipFile, entry: Entry, path: string, key: string): Candidate | Unsent {
  const inside = nameOf(entry);
  const name = `${path}: ${inside}`;
  // A hidden folder hides what is in it.
  if (inside.split("/").some((step) => step !== "." && step !== ".." && isJunk(step))) {
    return { name, what: "skipped", reason: "junk" };
  }
  if (entry.isEncrypted()) return { name, what: "refused", reason: "encrypted" };
  if (!entry.canDecodeFileData()) return { name, what: "refused", reason: "unknown-compression" };
  const { uncompressedSize: size, relativeOffsetOfLocalHeader: at, crc32: sum } = entry;
  return { name, size, identity: `${key}\0${inside}\0${at}\0${sum}\0${size}`, open: () => openMember(zip, entry) };
}

/** A ZIP file, or a sentence's end that says why it is not read. */
export async function zipSource(path: string): Promise<Source | string> {
  const key = await realpath(path);
  const { size, mtimeNs } = await stat(path, { bigint: true });
  try {
    const refusal = await refusalOf(path, Number(size));
    if (refusal !== undefined) return refusal;
  } catch (cause) {
    return (cause as Error).message;
  }
  const opened: ZipFile[] = [];
  async function* walk(): AsyncGenerator<Candidate | Unsent> {
    const zip = await openPromise(path, OPTIONS);
    opened.push(zip);
    for await (const entry of zip.eachEntry()) {
      const isFolder = entry.fileNameRaw.at(-1) === "/".charCodeAt(0);
      if (!isFolder) yield look(zip, entry, path, `${key}\0${size}\0${mtimeNs}`);
    }
  }
  return { key, walk, close: () => opened.forEach((zip) => zip.close()) };
}
