/** The bytes of an answer, read out of a file and handed on in pieces, so that neither side holds more than these. */
import type { Envelope, Part } from "./answer";
import { PIECE } from "../archive/connection";
import { type Attachment, reach, takePiece } from "./attachment";
import { packing, packBits, type Piece } from "./bits";

/** How long the archive may take to begin with the next range: from when it is asked for, since clients may read slowly. */
const NEXT_SECONDS = 20;

/** Where reading on stops being worthwhile, for each piece of the parts in a row: the end of what lies close together. */
function runEnds(parts: readonly Part[]): readonly number[] {
  const ends: number[] = [];
  const starts: number[] = [];
  for (const { pieces } of parts) {
    for (const { at, bytes } of pieces) {
      starts.push(at);
      ends.push(at + bytes);
    }
  }
  for (const index of $range(ends.length - 2, 0, -1)) {
    const gap = (starts[index + 1] ?? 0) - (ends[index] ?? 0);
    // To read over as much costs less than to ask anew.
    if (gap >= 0 && gap <= PIECE) ends[index] = ends[index + 1] ?? 0;
  }
  return ends;
}

/** Sends an answer's head only once the archive has begun to send the first bytes; false where it does not. */
export function isReady(attachment: Attachment, { parts }: Envelope): boolean {
  const first = parts[0]?.pieces[0];
  return first !== undefined && first.bytes > 0 && reach(attachment, first.at, runEnds(parts)[0] ?? 0);
}

/** Sends the body; false where the client went away, or the archive did. */
export function send(attachment: Attachment, { parts, after }: Envelope): boolean {
  const ends = runEnds(parts);
  let index = 0;
  for (const { before, pieces } of parts) {
    if (!put(before)) return false;
    for (const piece of pieces) {
      if (!putBytes(attachment, piece, ends[index] ?? 0)) return false;
      index += 1;
    }
  }
  return put(after);
}

function putBytes(attachment: Attachment, { at: from, bytes, bits }: Piece, runEnd: number): boolean {
  const packed = bits === undefined ? undefined : packing(bits, bytes);
  const to = from + bytes;
  let at = from;
  while (at < to) {
    attachment.endsAt = ngx.now() + NEXT_SECONDS;
    attachment.requests = 1;
    if (!reach(attachment, at, runEnd)) return false;
    const data = takePiece(attachment, at, Math.min(to - at, PIECE));
    if (data === undefined || !put(packed === undefined ? data : packBits(packed, data))) return false;
    at += data.length;
  }
  return true;
}

function put(text: string): boolean {
  if (text === "") return true;
  const [printed] = ngx.print(text);
  if (printed === undefined) return false;
  // So that no more than this is in memory.
  const [flushed] = ngx.flush(true);
  return flushed !== undefined;
}
