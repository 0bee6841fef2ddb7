/**
 * ZIP files, read in place by their central directory: nothing is written to a disk, so that the names in them are only
 * names.
 *
 * @module
 */
import { type FileHandle, open, realpath } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from "yauzl";
import { isJunk } from "../../../ohif-config/upload/junk";
import { countMembers, MOST_RATIO } from "../../../ohif-config/upload/zip-bounds";
import type { Candidate, Source, Unsent } from "./file";
import { piecesOf } from "./pieces";

const MOST_ENTRIES = 1_000_000;
/** What is wrong with a ZIP file whose members break a bound. */
const BROKEN = {
  "zip-overlap": "its files overlap",
  "zip-bomb": `unpacked it is more than ${MOST_RATIO} times as large`,
};

/** Names are decoded here: yauzl itself would end at the first one that leads out of a folder. */
const OPTIONS = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true };

/** Before each member in the central directory (APPNOTE.TXT 6.3.10, section 4.3.12). */
const CENTRAL_HEADER = Buffer.from("PK\x01\x02");

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/**
 * Each stream reads by itself. With yauzl's own reader the reads of all streams of a file wait for each other, and one
 * that is destroyed while its read waits ends the process.
 */
class ZipReader extends RandomAccessReader {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(piecesOf(this.#file, start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#file.read(buffer, offset, length, position).then(({ bytesRead }) => callback(null, bytesRead), callback);
  }
}

/**
 * The members of a ZIP file. Throws at the first one that breaks a bound; their own sizes are held to when they are read.
 */
async function* entriesOf(file: FileHandle): AsyncGenerator<readonly [ZipFile, Entry]> {
  const { size } = await file.stat();
  const zip = await fromRandomAccessReaderPromise(new ZipReader(file), size, OPTIONS);
  if (zip.entryCount > MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} files`);
  const countMember = countMembers(size);
  for await (const entry of zip.eachEntry()) {
    const broken = countMember(entry);
    if (broken !== undefined) throw new Error(BROKEN[broken]);
    yield [zip, entry];
  }
  // Old programs write more than 65,535 members, but count them in 16 bits.
  const next = Buffer.alloc(CENTRAL_HEADER.length);
  await file.read(next, 0, next.length, Number(zip.readEntryCursor));
  if (next.equals(CENTRAL_HEADER)) throw new Error("it has more files than it says; unpack it and import the folder");
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
  if (isJunk(inside)) {
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
  // One handle for all, so that what is read is what was held to the bounds, whatever takes the path meanwhile.
  const file = await open(path);
  const close = (): void => void file.close().catch(() => undefined);
  let version: string;
  try {
    const { size, mtimeNs } = await file.stat({ bigint: true });
    version = `${key}\0${size}\0${mtimeNs}`;
    const entries = entriesOf(file);
    while ((await entries.next()).done !== true);
  } catch (cause) {
    close();
    return (cause as Error).message;
  }
  async function* walk(): AsyncGenerator<Candidate | Unsent> {
    for await (const [zip, entry] of entriesOf(file)) {
      const isFolder = entry.fileNameRaw.at(-1) === "/".charCodeAt(0) && entry.uncompressedSize === 0;
      if (!isFolder) yield look(zip, entry, path, version);
    }
  }
  return { key, walk, close };
}
