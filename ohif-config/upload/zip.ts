/**
 * ZIP files, read in place by their central directory: of the file itself no more is in memory than the library reads at a
 * time, and of its members only those that are about to be sent. Nothing is written anywhere, so that the names in it are
 * only names.
 *
 * The library runs in the page itself: no worker, no WebAssembly, the browser's own DecompressionStream.
 *
 * @module
 */
import {
  BlobReader,
  configure,
  type FileEntry,
  WARNING_MISMATCHED_CENTRAL_DIRECTORY_OFFSET,
  WARNING_TRAILING_CENTRAL_DIRECTORY_DATA,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-custom.js";
import type { Candidate, Unsent } from "./file";
import { HEAD_BYTES } from "./head";
import { isJunk } from "./junk";
import { countMembers } from "./zip-bounds";

configure({ useWebWorkers: false });

/** Members of one ZIP file: what the library keeps of each is some 6 kB. */
const MOST_MEMBERS = 20_000;
/** Of the central directory, which is in memory as a whole: enough for that many members with long names. */
const MOST_READ_BYTES = 64 * 1024 * 1024;
/** Stored, deflated. */
const METHODS = [0, 8];

/** What the library notes if the end record says that the directory has fewer members, or less length, than it has. */
const MISCOUNTED = [WARNING_TRAILING_CENTRAL_DIRECTORY_DATA, WARNING_MISMATCHED_CENTRAL_DIRECTORY_OFFSET];

/** Why a ZIP file is not read, or no further; `reason` has words in texts/. */
class ZipRefusal extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Reads a file, and never much of it at once. */
class BoundedReader extends BlobReader {
  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    if (length > MOST_READ_BYTES) return Promise.reject(new ZipRefusal("zip-too-many"));
    return super.readUint8Array(index, length);
  }
}

/** The content of a member as it is unpacked: no more bytes than it says, and in the end what its CRC-32 is of. */
function contentOf(entry: FileEntry, signal?: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const options = { checkSignature: true, checkOverlappingEntry: true };
  entry
    .getData(writable, signal === undefined ? options : { ...options, signal })
    // What fails here fails the stream that is read.
    .catch((cause: unknown) => writable.abort(cause).catch(() => undefined));
  return readable;
}

/** The beginning of a member; what would come after it is not unpacked. */
async function headOfMember(entry: FileEntry): Promise<Uint8Array> {
  const ending = new AbortController();
  const reader = contentOf(entry, ending.signal).getReader();
  const head = new Uint8Array(Math.min(HEAD_BYTES, entry.uncompressedSize));
  let bytes = 0;
  while (bytes < head.length) {
    const { value } = await reader.read();
    if (value === undefined) break;
    head.set(value.subarray(0, head.length - bytes), bytes);
    bytes += value.length;
  }
  ending.abort();
  await reader.cancel().catch(() => undefined);
  return head;
}

function look(entry: FileEntry, zipName: string): Candidate | Unsent {
  const name = `${zipName}: ${entry.filename}`;
  if (isJunk(entry.filename)) return { name, what: "skipped", reason: "junk" };
  if (entry.encrypted) return { name, what: "refused", reason: "encrypted" };
  if (!METHODS.includes(entry.compressionMethod)) return { name, what: "refused", reason: "unknown-compression" };
  return {
    name,
    size: entry.uncompressedSize,
    head: () => headOfMember(entry),
    open: () => new Response(contentOf(entry)).blob(),
  };
}

/**
 * What is in a ZIP file. The file is refused as a whole, in place of all of it, if it breaks a bound or cannot be read.
 *
 * @param name for people
 */
export async function membersOf(file: Blob, name: string): Promise<readonly (Candidate | Unsent)[]> {
  const found: (Candidate | Unsent)[] = [];
  let members = 0;
  const countMember = countMembers(file.size);
  try {
    const zip = new ZipReader(new BoundedReader(file), { filenameValidation: "tolerant" });
    for await (const entry of zip.getEntriesGenerator()) {
      members += 1;
      if (members > MOST_MEMBERS) throw new ZipRefusal("zip-too-many");
      const broken = countMember(entry);
      if (broken !== undefined) throw new ZipRefusal(broken);
      // A directory by a slash or by its attributes: with bytes it is one file more, whatever it says that it is.
      if (!entry.directory || entry.uncompressedSize > 0) found.push(look(entry as FileEntry, name));
    }
    // The rest of the directory would be left out without a word.
    if (zip.warnings?.some(({ reason }) => MISCOUNTED.includes(reason)) === true)
      throw new ZipRefusal("zip-miscounted");
  } catch (cause) {
    const reason = cause instanceof ZipRefusal ? cause.reason : "zip-unreadable";
    return [{ name, what: "refused", reason }];
  }
  return found;
}

/** Why a member could not be unpacked, or a file not be read. */
export function reasonOfUnread(cause: unknown): string {
  // The browser's own errors are DOMExceptions: of a file that is gone, was changed or may not be read.
  return cause instanceof DOMException ? "unreadable" : "damaged";
}
