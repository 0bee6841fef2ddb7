import { type Candidate, headOf, type Unsent } from "./file";
import { whyUnsent } from "./head";
import { reasonOfUnread } from "./zip";

/** Files of one request, and their bytes; a larger file is sent alone. */
export const MOST_PARTS = 64;
export const MOST_BYTES = 16 * 1024 * 1024;

/** A file that is to be sent. */
export interface Part {
  readonly file: Candidate;
  /** Undefined if it is so large that it is opened only when it is its turn. */
  readonly content: Blob | undefined;
}

/**
 * A file as it is to be sent, or why it is not.
 *
 * @param limit UPLOAD_LIMIT, in bytes
 */
export async function partOf(file: Candidate, limit: number): Promise<Part | Unsent> {
  const refused = (reason: string): Unsent => ({ name: file.name, what: "refused", reason });
  if (file.size === 0) return refused("empty");
  try {
    const content = file.size > MOST_BYTES ? undefined : await file.open();
    const head = content === undefined ? await file.head() : await headOf(content);
    const why = whyUnsent(head, file.name);
    if (why !== undefined) return { name: file.name, ...why };
    return file.size > limit ? refused("too-large") : { file, content };
  } catch (cause) {
    return refused(reasonOfUnread(cause));
  }
}

/** What is to be sent, in the order in which it was found; what is left comes behind it. */
export interface Queue {
  files: Candidate[];
  /** The next one. */
  next: number;
}

/** Takes the next file out; those before it are let go of, so that people may choose more for hours. */
function takeNext(queue: Queue): Candidate | undefined {
  const file = queue.files[queue.next];
  if (file === undefined) return undefined;
  queue.next += 1;
  if (queue.next * 2 > queue.files.length) [queue.files, queue.next] = [queue.files.slice(queue.next), 0];
  return file;
}

/**
 * Puts files together to requests, until there are no more or the upload ends.
 *
 * @param unsent learns of files that are not sent
 */
export async function* batchesOf(
  queue: Queue,
  limit: number,
  unsent: (file: Candidate, why: Unsent) => void,
  ending: AbortSignal,
): AsyncGenerator<readonly Part[], undefined> {
  let batch: Part[] = [];
  let bytes = 0;
  while (!ending.aborted) {
    const file = takeNext(queue);
    if (file === undefined) break;
    const part = await partOf(file, limit);
    if ("reason" in part) {
      unsent(file, part);
      continue;
    }
    if (batch.length > 0 && (batch.length === MOST_PARTS || bytes + file.size > MOST_BYTES)) {
      const full = batch;
      [batch, bytes] = [[], 0];
      yield full;
    }
    batch.push(part);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}
