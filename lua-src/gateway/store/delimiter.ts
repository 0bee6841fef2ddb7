/** Delimiter lines of a multipart body (RFC 2046, section 5.1.1). */
import { type BodyWindow, extend, findIn } from "./body-window";

/** Spaces and tabs behind a delimiter; nobody sends any. */
const MOST_PADDING = 128;

const [TAB, LF, CR, SPACE, DASH] = string.byte("\t\n\r -", 1, 5);

export interface DelimiterLine {
  /** What follows: a part, or nothing more; or the line is content that only looks like a delimiter. */
  readonly kind: "part" | "close" | "content" | "ended";
  /** Where it does. */
  readonly endsAt: number;
}

/**
 * Reads what stands behind the delimiter's text, which is next in the window and has `offset` bytes. All places are
 * counted from the window's `at`, since more of the body may have to be read. "ended": the body ends within the line.
 */
export function readDelimiterLine(window: BodyWindow, offset: number): DelimiterLine {
  let next = offset;
  for (;;) {
    const byte = byteAt(window, next);
    if (byte === undefined) return { kind: "ended", endsAt: next };
    if (byte === DASH && next === offset) return closing(window, next);
    if (byte === CR) return lineEnd(window, next);
    if ((byte !== SPACE && byte !== TAB) || next - offset >= MOST_PADDING) return { kind: "content", endsAt: next };
    next += 1;
  }
}

function closing(window: BodyWindow, offset: number): DelimiterLine {
  const byte = byteAt(window, offset + 1);
  if (byte === undefined) return { kind: "ended", endsAt: offset };
  return { kind: byte === DASH ? "close" : "content", endsAt: offset + 2 };
}

function lineEnd(window: BodyWindow, offset: number): DelimiterLine {
  const byte = byteAt(window, offset + 1);
  if (byte === undefined) return { kind: "ended", endsAt: offset };
  return { kind: byte === LF ? "part" : "content", endsAt: offset + 2 };
}

/** A byte of what is unused, counted from 0; undefined if the body ends before. */
function byteAt(window: BodyWindow, offset: number): number | undefined {
  while (window.at + offset > window.text.length) if (!extend(window)) return undefined;
  return string.byte(window.text, window.at + offset);
}

/**
 * How many bytes of what is unused, from a place on, cannot be the beginning of a delimiter that goes on in the next
 * piece.
 */
export function bytesBefore(window: BodyWindow, from: number, delimiter: string): number {
  const { text } = window;
  const first = Math.max(from, text.length - delimiter.length + 2);
  const at = findIn(window, "\r", first);
  return (at ?? text.length + 1) - window.at;
}
