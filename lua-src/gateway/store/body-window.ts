/** A body that comes in pieces of any size, and what of it has been read and not yet used. */
import { find } from "../../shared/text";
import type { Read } from "./types";

export interface BodyWindow {
  readonly read: Read;
  text: string;
  /** Where what is unused begins in `text`, as Lua counts. */
  at: number;
  /** What `read` said when it gave nothing: its failure, or that the body has ended. */
  end: string | undefined;
}

/** The `end` of a body that was read to its end. */
export const ENDED = "cut";

/** `first` stands before the body. */
export function openWindow(read: Read, first: string): BodyWindow {
  return { read, text: first, at: 1, end: undefined };
}

/** How many bytes are unused. */
export function unusedBytes({ text, at }: BodyWindow): number {
  return text.length - at + 1;
}

/** Adds the next piece behind what is unused; false at the end of the body. */
export function extend(window: BodyWindow): boolean {
  const piece = readPiece(window);
  if (piece === undefined) return false;
  window.text = unusedBytes(window) > 0 ? string.sub(window.text, window.at) + piece : piece;
  window.at = 1;
  return true;
}

/**
 * The same with as many bytes as are unused, if the body has them: so what is looked at as a whole is copied a few times
 * only, also where it comes byte by byte.
 */
export function extendAmply(window: BodyWindow): boolean {
  const least = Math.max(unusedBytes(window), 256);
  const pieces: string[] = [];
  let more = 0;
  while (more < least) {
    const piece = readPiece(window);
    if (piece === undefined) break;
    pieces.push(piece);
    more += piece.length;
  }
  if (more === 0) return false;
  window.text = string.sub(window.text, window.at) + pieces.join("");
  window.at = 1;
  return true;
}

function readPiece(window: BodyWindow): string | undefined {
  if (window.end !== undefined) return undefined;
  const [piece, failure] = window.read();
  if (piece === undefined) window.end = failure ?? ENDED;
  return piece;
}

/** Where a text stands in what is unused, from a place on; undefined if it does not. */
export function findIn(window: BodyWindow, text: string, from: number): number | undefined {
  const [at] = find(window.text, text, from, true);
  return at;
}

/** Whether a text is what comes next. */
export function isNext({ text, at }: BodyWindow, wanted: string): boolean {
  return string.sub(text, at, at + wanted.length - 1) === wanted;
}
