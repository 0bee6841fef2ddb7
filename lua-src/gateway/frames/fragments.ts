/** Encapsulated frames: which fragments each has (PS3.5, section A.4). */
import type { Piece } from "./bits";
import { type Element, ITEM, readElement, SEQUENCE_DELIMITER } from "./element";
import type { Layout } from "./layout";
import { startOf } from "./offset-table";
import type { Source } from "./source";

/** Fragments of one frame at most; compressors make one, or a few of 64 kB and more. */
const MOST_FRAGMENTS = 256;
const DELIMITER_BYTES = 8;

/** Where a frame's items begin, and where those of the next one do; without `end` they are all that there are. */
export interface Extent {
  readonly start: number;
  readonly end: number | undefined;
}

/**
 * Where the items of a frame are, counted from 1, in a file that has an offset for each frame or only one frame; undefined
 * where an offset can't be read.
 */
export function extentOf(source: Source, layout: Layout, frame: number): Extent | undefined {
  const isLast = frame === layout.frames;
  if (layout.entryBytes === 0) return layout.frames === 1 ? { start: layout.at, end: undefined } : undefined;
  const start = startOf(source, layout, frame - 1);
  const end = isLast ? undefined : startOf(source, layout, frame);
  return start === undefined || (end === undefined && !isLast) ? undefined : { start, end };
}

/**
 * The fragments of a frame: the items from one offset to exactly another one, or to the end of the sequence. Undefined
 * where offsets and fragments do not fit together to the byte.
 */
export function fragmentsIn(source: Source, { start, end }: Extent): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  const item: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  let at = start;
  while (at !== end && !(end === undefined && isAtEnd(source, at, pieces))) {
    if (pieces.length >= MOST_FRAGMENTS || !readElement(source, at, true, item)) return undefined;
    if (item.tag === SEQUENCE_DELIMITER && end === undefined) break;
    at = item.valueAt + item.length;
    if (item.tag !== ITEM || at > (end ?? source.size)) return undefined;
    pieces.push({ at: item.valueAt, bytes: item.length });
  }
  return pieces.length === 0 ? undefined : pieces;
}

/** Where the file has room for nothing but the delimiter, it need not be read. */
function isAtEnd(source: Source, at: number, pieces: readonly Piece[]): boolean {
  return pieces.length > 0 && at + DELIMITER_BYTES === source.size;
}

/**
 * The fragments of all frames, where each has one and no table says where; undefined where their number is not that of
 * the frames.
 */
export function everyFragment(source: Source, { at: from, frames }: Layout): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  const item: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  let at = from;
  while (!(pieces.length === frames && isAtEnd(source, at, pieces))) {
    if (!readElement(source, at, true, item)) return undefined;
    if (item.tag === SEQUENCE_DELIMITER) break;
    if (item.tag !== ITEM || pieces.length === frames) return undefined;
    at = item.valueAt + item.length;
    pieces.push({ at: item.valueAt, bytes: item.length });
  }
  return pieces.length === frames ? pieces : undefined;
}
