import { HEAD_BYTES, isDicom, whyUnsent } from "../../../ohif-config/upload/head";
import { type Candidate, CHANGING, identityOf, type Unsent, unreadable } from "./file";

/** Files of one request, and their bytes; a larger file is sent alone, as it is read. */
export const MOST_PARTS = 64;
export const MOST_BYTES = 16 * 1024 * 1024;

/** A file that is to be sent. */
export interface Part {
  readonly file: Candidate;
  /** Undefined if it is too large for memory. */
  readonly content: Buffer | undefined;
  /** What a journal knows it by. */
  readonly identity: string;
}

/** Reads a file, as far as its beginning shows that it is wanted; of a large one only that. */
async function read(
  file: Candidate,
  isWanted: (head: Buffer) => boolean,
): Promise<{ readonly head: Buffer; readonly content?: Buffer }> {
  const isLarge = file.size > MOST_BYTES;
  const pieces: Buffer[] = [];
  let bytes = 0;
  let head: Buffer | undefined;
  for await (const piece of (await file.open()) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (head !== undefined && bytes <= file.size) continue;
    if (bytes > file.size) throw new Error(CHANGING);
    if (bytes < HEAD_BYTES) continue;
    head = Buffer.concat(pieces);
    if (isLarge || !isWanted(head)) return { head };
  }
  if (bytes !== file.size) throw new Error(CHANGING);
  const content = Buffer.concat(pieces);
  return { head: head ?? content, content };
}

/** A file as it is to be sent, or why it is not: also that it has been stored before. */
export async function partOf(
  file: Candidate,
  isStored: (identity: string) => boolean = () => false,
): Promise<Part | Unsent | "stored"> {
  const refused = (reason: string): Unsent => ({ name: file.name, what: "refused", reason });
  try {
    const isWanted = (head: Buffer): boolean => isDicom(head) && !isStored(identityOf(file, head));
    const { head, content } = await read(file, isWanted);
    if (file.size === 0) return refused("empty");
    const why = whyUnsent(head, file.name);
    if (why !== undefined) return { name: file.name, ...why };
    return isWanted(head) ? { file, content, identity: identityOf(file, head) } : "stored";
  } catch (cause) {
    return refused(unreadable(cause));
  }
}

/** Puts parts together to requests. */
export async function* batchesOf<P extends Part>(parts: AsyncIterable<P>): AsyncGenerator<readonly P[]> {
  let batch: P[] = [];
  let bytes = 0;
  for await (const part of parts) {
    const isFull = batch.length === MOST_PARTS || bytes + part.file.size > MOST_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(part);
    bytes += part.file.size;
  }
  if (batch.length > 0) yield batch;
}
