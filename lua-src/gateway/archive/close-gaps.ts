/**
 * Metadata of a series as JSON where the archive could not tell of each instance: its plugin leaves out what failed, but
 * not the comma, and that is no JSON (`[,{...}`, `},,{...}`, `},]`). An instance that is told of ends with a line feed, which
 * no string holds (RFC 8259, section 7); so commas behind one, or at the very beginning, are the list's own.
 *
 * @module
 */
import * as ffi from "ffi";
import { find } from "../../shared/text";

/** What came last. In all of them but `HELD` it has been passed on. */
const NOTHING = 0;
const OPENED = 1;
const LINE = 2;
/** A comma, or some of them, behind a line feed. */
const HELD = 3;
const OTHER = 4;

/** Of a body; it begins with `newGaps()`. */
export type Gaps = number;

const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const LINE_FEED = 10;

/** What is written in one go. */
const PIECE = 65536;
const output = ffi.new("uint8_t[?]", PIECE + 2);

export function newGaps(): Gaps {
  return NOTHING;
}

function stateAfter(byte: number): Gaps {
  return byte === LINE_FEED ? LINE : OTHER;
}

function rewrite(gaps: Gaps, text: string): LuaMultiReturn<[closed: string, gaps: Gaps]> {
  const input = ffi.cast("const uint8_t*", text);
  const pieces: string[] = [];
  let state = gaps;
  let length = 0;
  for (const at of $range(0, text.length - 1)) {
    const byte = input[at] ?? 0;
    const isComma = byte === COMMA;
    if (isComma && (state === LINE || state === HELD)) {
      state = HELD;
    } else if (!isComma || state !== OPENED) {
      if (state === HELD && byte !== CLOSE) {
        output[length] = COMMA;
        length += 1;
      }
      output[length] = byte;
      length += 1;
      state = state === NOTHING && byte === OPEN ? OPENED : stateAfter(byte);
    }
    if (length >= PIECE) {
      pieces.push(ffi.string(output, length));
      length = 0;
    }
  }
  pieces.push(ffi.string(output, length));
  return $multi(table.concat(pieces), state);
}

/** Whether a piece can have gaps; a single look for each of the two ends of one. */
function mayHaveGaps(gaps: Gaps, piece: string): boolean {
  const first = string.byte(piece, 1);
  if (gaps === NOTHING) return string.byte(piece, 2) === COMMA || piece.length < 2 || hasGap(piece);
  if (gaps === OPENED && first === COMMA) return true;
  if (gaps === HELD && (first === COMMA || first === CLOSE)) return true;
  return (gaps === LINE && first === COMMA) || hasGap(piece);
}

function hasGap(piece: string): boolean {
  const [doubled] = find(piece, ",,", 1, true);
  if (doubled !== undefined) return true;
  const [last] = find(piece, ",]", 1, true);
  return last !== undefined;
}

/** The next piece of a body without its gaps, and what is to be known for the piece behind it. Of the last one nothing is held. */
export function closeGaps(gaps: Gaps, piece: string, isLast: boolean): LuaMultiReturn<[closed: string, gaps: Gaps]> {
  if (piece === "") return $multi(isLast && gaps === HELD ? "," : "", isLast ? OTHER : gaps);
  if (mayHaveGaps(gaps, piece)) {
    const [closed, state] = rewrite(gaps, piece);
    return $multi(isLast && state === HELD ? `${closed},` : closed, state);
  }
  const text = gaps === HELD ? `,${piece}` : piece;
  const [last, before] = [string.byte(piece, -1), string.byte(piece, -2)];
  if (last !== COMMA || before !== LINE_FEED || isLast) return $multi(text, stateAfter(last));
  return $multi(string.sub(text, 1, -2), HELD);
}
