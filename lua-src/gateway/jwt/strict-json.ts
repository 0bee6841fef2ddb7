/**
 * JSON objects as RFC 8259 has them, and no others. cjson alone takes more (`0x10`, `NaN`, `01`, `1.`, line breaks in
 * strings, bytes that are not UTF-8) and of two members with one name the last, where another reader of the same token
 * may take the first; RFC 7515, section 4, and RFC 7519, section 4, let names stand once only.
 *
 * The text is held against the grammar; its values are then decoded by cjson, and have to have as many members as the
 * text has names.
 */
import { decodeObject } from "../../shared/json";
import { isUtf8 } from "../../shared/utf8";
import { ANY_STRING, MAX_DEPTH, MEMBER_NAME, OBJECT_TEXT } from "./json-grammar";
import type { JsonRefusal } from "./refusal";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Decodes a text that is one JSON object; in it, cjson.null stands for null (see `shared/json`). */
export function decodeStrictObject(text: string): LuaMultiReturn<[JsonObject] | [undefined, JsonRefusal]> {
  // Where PCRE gives up there is no match either.
  const [from] = ngx.re.find(text, OBJECT_TEXT, "jo");
  if (from === undefined) return $multi(undefined, whyRefused(text));
  // It refuses escapes of half a character, which are all that is left.
  const object = decodeObject(text);
  if (object === undefined) return $multi(undefined, "json-syntax");
  // Names that are written in two ways are one name to cjson, and here.
  if (namesIn(text) !== membersOf(object)) return $multi(undefined, "json-duplicate-name");
  return $multi(object);
}

/** How many names of members a text has that is of the grammar; -1, which no object has, where PCRE gives up. */
function namesIn(text: string): number {
  const at = { pos: 1 };
  let names = 0;
  for (;;) {
    const [from, , failure] = ngx.re.find(text, MEMBER_NAME, "jos", at);
    if (failure !== undefined) return -1;
    if (from === undefined) return names;
    names += 1;
  }
}

/** Members of all objects in a value. Items of lists have numbers for keys, whatever they are in the text. */
function membersOf(value: object): number {
  let members = 0;
  for (const [name, item] of pairs(value as Readonly<Record<string | number, unknown>>)) {
    if (type(name) === "string") members += 1;
    if (type(item) === "table") members += membersOf(item);
  }
  return members;
}

/** The name of the refusal of a text that is not of the grammar. */
function whyRefused(text: string): JsonRefusal {
  if (!isUtf8(text)) return "json-encoding";
  return isTooDeep(text) ? "json-depth" : "json-syntax";
}

function isTooDeep(text: string): boolean {
  const [bare] = ngx.re.gsub(text, ANY_STRING, "", "jos");
  let depth = 0;
  for (const [mark = ""] of string.gmatch(bare ?? "", "[%[%]{}]")) {
    depth += mark === "[" || mark === "{" ? 1 : -1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
