/**
 * JSON that is markup to nobody: `<`, `>` and `&` are written as `\u003c`, `\u003e` and `\u0026`, and the line separators
 * U+2028 and U+2029 as `\u2028` and `\u2029` (RFC 8259, section 7). To a reader of JSON it is the same; what takes it
 * for HTML or a script finds nothing in it that somebody has stored.
 *
 * @module
 */
import * as ffi from "ffi";
import { isOwnScope } from "../../shared/policy/scopes";
import { find, matches } from "../../shared/text";
import { findHalf } from "./half-items";
import { closeGaps, type Gaps, newGaps } from "./close-gaps";

/** UTF-8 of U+2028 and U+2029: these two, and 168 or 169. */
const E2 = 226;
const X80 = 128;
const SEPARATOR = string.char(E2, X80);

/** What is written in one go; above it a string is no longer cheap to LuaJIT. */
const PIECE = 65536;
/** An escape. */
const LONGEST = 6;
const output = ffi.new("uint8_t[?]", PIECE + LONGEST);

/** `\u`, and the digits. */
function putEscape(at: number, a: number, b: number, c: number, d: number): number {
  output[at] = 92;
  output[at + 1] = 117;
  output[at + 2] = a;
  output[at + 3] = b;
  output[at + 4] = c;
  output[at + 5] = d;
  return at + LONGEST;
}

/** Byte by byte, in memory of C's: with a pattern, a text full of such characters would take thirty times as long. */
function rewrite(text: string): string {
  const input = ffi.cast("const uint8_t*", text);
  const end = text.length;
  const pieces: string[] = [];
  let length = 0;
  let at = 0;
  while (at < end) {
    const byte = input[at] ?? 0;
    if (byte === 60) length = putEscape(length, 48, 48, 51, 99);
    else if (byte === 62) length = putEscape(length, 48, 48, 51, 101);
    else if (byte === 38) length = putEscape(length, 48, 48, 50, 54);
    else if (byte === E2 && at + 2 < end && input[at + 1] === X80 && isSeparatorEnd(input[at + 2] ?? 0)) {
      length = putEscape(length, 50, 48, 50, (input[at + 2] ?? 0) - 112);
      at += 2;
    } else {
      output[length] = byte;
      length += 1;
    }
    at += 1;
    if (length > PIECE - 1) {
      pieces.push(ffi.string(output, length));
      length = 0;
    }
  }
  pieces.push(ffi.string(output, length));
  return table.concat(pieces);
}

function isSeparatorEnd(byte: number): boolean {
  return byte === 168 || byte === 169;
}

function holds(text: string, part: string): boolean {
  const [at] = find(text, part, 1, true);
  return at !== undefined;
}

/** How many bytes at a text's end may be the beginning of a separator. */
function begun(text: string): number {
  const last = string.byte(text, -1);
  if (last === E2) return 1;
  return last === X80 && string.byte(text, -2) === E2 ? 2 : 0;
}

/**
 * A piece of JSON with such characters escaped, and the bytes at its end that belong before the next piece. `isLast`:
 * there is none.
 */
export function escapePiece(piece: string, isLast: boolean): LuaMultiReturn<[escaped: string, rest: string]> {
  const left = isLast ? 0 : begun(piece);
  const text = left === 0 ? piece : string.sub(piece, 1, -left - 1);
  const rest = left === 0 ? "" : string.sub(piece, -left);
  // Most have none of them: to see that costs next to nothing.
  if (!holds(text, "<") && !holds(text, ">") && !holds(text, "&") && !holds(text, SEPARATOR)) return $multi(text, rest);
  return $multi(rewrite(text), rest);
}

/** How the path of metadata begins and ends. */
const DICOMWEB = "/dicom-web/";
const METADATA = "/metadata";

/** What is kept of a request between the pieces of its answer. */
const REST = "json rest";
/** Of metadata: whether what is passed on may stand before a gap. */
const GAPS = "json gaps";
/** Of metadata: their last bytes. */
const TAIL = "json tail";

/** Whether the answer's body is one JSON text. */
function isJson(contentType: unknown): boolean {
  return type(contentType) === "string" && matches(string.lower(contentType as string), "^application/[%w.-]*%+?json");
}

/** Whether the answer is the archive's list of what instances' metadata are. */
function isMetadata(): boolean {
  const uri = ngx.var["uri"] ?? "";
  return string.sub(uri, 1, DICOMWEB.length) === DICOMWEB && string.sub(uri, -METADATA.length) === METADATA;
}

/**
 * Header filter phase, behind what looks at the length: of an answer that is escaped it is not known any more. No client
 * gets the answers to the gateway's own requests, and the gateway wants to know their length.
 */
export function beginEscaping(): void {
  if (isOwnScope(ngx.var["http_x_scope"] ?? "") || !isJson(ngx.header["Content-Type"])) return;
  ngx.ctx[REST] = "";
  ngx.header["Content-Length"] = undefined;
  if (!isMetadata()) return;
  ngx.ctx[GAPS] = newGaps();
  ngx.ctx[TAIL] = "";
}

/** The piece at hand, of metadata without its gaps. */
function closed(piece: string, isLast: boolean): string {
  const gaps = ngx.ctx[GAPS];
  if (gaps === undefined) return piece;
  const [text, next] = closeGaps(gaps as Gaps, piece, isLast);
  ngx.ctx[GAPS] = next;
  return text;
}

/** Body filter phase, before compression. */
export function escapeJson(): void {
  const rest = ngx.ctx[REST];
  if (rest === undefined) return;
  const [piece, isLast] = [ngx.arg[0], ngx.arg[1]];
  const [escaped, left] = escapePiece((rest as string) + closed(piece ?? "", isLast), isLast);
  ngx.ctx[REST] = left;
  if (escaped !== piece) ngx.arg[0] = escaped;
}

/** Ends metadata that tell of half an instance in the middle: nobody takes them for whole, or keeps them. Body filter phase. */
export function breakOffHalf(): void {
  const tail = ngx.ctx[TAIL];
  if (tail === undefined) return;
  const [isHalf, last] = findHalf(tail as string, ngx.arg[0] ?? "", ngx.arg[1]);
  ngx.ctx[TAIL] = last;
  // In this phase there is no other way.
  if (isHalf) error("the archive tells of half an instance", 0);
}
