/**
 * JSON objects as RFC 8259 has them, and no others. cjson alone takes more (`0x10`, `NaN`, `01`, `1.`, line breaks in
 * strings, bytes that are not UTF-8) and of two members with one name the last, where another reader of the same token
 * may take the first; RFC 7515, section 4, and RFC 7519, section 4, let names stand once only.
 *
 * The text is walked once for its grammar; its values are then decoded by cjson.
 */
import { decodeObject } from "../../../shared/json";
import { contains } from "../../http/text";
import { isUtf8 } from "../../../shared/utf8";
import type { JsonRefusal } from "./refusal";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Claims of real providers nest three deep; key sets too. */
const MAX_DEPTH = 16;

/** The position behind what was read, or why it is refused. */
type Walk = LuaMultiReturn<[after: number] | [undefined, JsonRefusal]>;

/** `string.match` from a position, for a pattern that begins with `^` and ends with a position capture. */
const after = string.match as unknown as (text: string, pattern: string, at: number) => number | undefined;

/** Decodes a text that is one JSON object; in it, cjson.null stands for null (see `shared/json`). */
export function decodeStrictObject(text: string): LuaMultiReturn<[JsonObject] | [undefined, JsonRefusal]> {
  if (!isUtf8(text)) return $multi(undefined, "json-encoding");
  const start = skip(text, 1);
  if (string.sub(text, start, start) !== "{") return $multi(undefined, "json-syntax");
  const [end, refusal] = walkObject(text, start, 1);
  if (end === undefined) return $multi(undefined, refusal);
  if (skip(text, end) <= text.length) return $multi(undefined, "json-syntax");
  const object = decodeObject(text);
  if (object === undefined) return $multi(undefined, "json-syntax");
  return $multi(object);
}

function skip(text: string, at: number): number {
  return after(text, "^[ \t\r\n]*()", at) ?? at;
}

function walkValue(text: string, at: number, depth: number): Walk {
  const first = string.sub(text, at, at);
  if (first === '"') return orSyntax(walkString(text, at));
  if (first === "{") return walkObject(text, at, depth + 1);
  if (first === "[") return walkArray(text, at, depth + 1);
  return orSyntax(walkNumber(text, at) ?? walkWord(text, at));
}

function orSyntax(end: number | undefined): Walk {
  if (end === undefined) return $multi(undefined, "json-syntax");
  return $multi(end);
}

/** Escapes are only skipped here: cjson refuses the wrong ones. */
function walkString(text: string, start: number): number | undefined {
  let at = start + 1;
  for (;;) {
    const stop = after(text, '^[^"\\%z\u0001-\u001f]*()', at) ?? at;
    const mark = string.sub(text, stop, stop);
    if (mark === '"') return stop + 1;
    if (mark !== "\\") return undefined;
    at = stop + 2;
  }
}

function walkNumber(text: string, start: number): number | undefined {
  const whole = after(text, "^%-?[1-9]%d*()", start) ?? after(text, "^%-?0()", start);
  if (whole === undefined) return undefined;
  const fraction = after(text, "^%.%d+()", whole) ?? whole;
  return after(text, "^[eE][+-]?%d+()", fraction) ?? fraction;
}

function walkWord(text: string, at: number): number | undefined {
  return after(text, "^true()", at) ?? after(text, "^false()", at) ?? after(text, "^null()", at);
}

function walkArray(text: string, start: number, depth: number): Walk {
  if (depth > MAX_DEPTH) return $multi(undefined, "json-depth");
  const empty = after(text, "^%[[ \t\r\n]*%]()", start);
  if (empty !== undefined) return $multi(empty);
  let at = start;
  for (;;) {
    const [end, refusal] = walkValue(text, skip(text, at + 1), depth);
    if (end === undefined) return $multi(undefined, refusal);
    at = skip(text, end);
    const mark = string.sub(text, at, at);
    if (mark === "]") return $multi(at + 1);
    if (mark !== ",") return $multi(undefined, "json-syntax");
  }
}

function walkObject(text: string, start: number, depth: number): Walk {
  if (depth > MAX_DEPTH) return $multi(undefined, "json-depth");
  const empty = after(text, "^{[ \t\r\n]*}()", start);
  if (empty !== undefined) return $multi(empty);
  const names = new LuaSet<string>();
  let at = start;
  for (;;) {
    const [name, colon] = readName(text, skip(text, at + 1));
    if (name === undefined) return $multi(undefined, "json-syntax");
    if (names.has(name)) return $multi(undefined, "json-duplicate-name");
    names.add(name);
    const [end, refusal] = walkValue(text, skip(text, colon), depth);
    if (end === undefined) return $multi(undefined, refusal);
    at = skip(text, end);
    const mark = string.sub(text, at, at);
    if (mark === "}") return $multi(at + 1);
    if (mark !== ",") return $multi(undefined, "json-syntax");
  }
}

/** A member's name, decoded, and the position behind its colon: two ways to write a name are one name. */
function readName(text: string, start: number): LuaMultiReturn<[name: string, after: number] | [undefined]> {
  const end = string.sub(text, start, start) === '"' ? walkString(text, start) : undefined;
  const value = end === undefined ? undefined : after(text, "^[ \t\r\n]*:()", end);
  if (end === undefined || value === undefined) return $multi(undefined);
  const raw = string.sub(text, start + 1, end - 2);
  if (!contains(raw, "\\")) return $multi(raw, value);
  const name = decodeObject(`{"name":"${raw}"}`)?.["name"];
  if (type(name) !== "string") return $multi(undefined);
  return $multi(name as string, value);
}
