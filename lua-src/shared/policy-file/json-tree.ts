/**
 * JSON of files that people write, with the place of every value: a mistake is told with its line, and a name that
 * stands twice in an object is one. cjson knows neither. Numbers are whole. The strict reader for tokens, which needs no
 * places and has to be fast, is jwt/strict-json.ts.
 */
import { decodeObject } from "../json";
import { contains, find, matches } from "../text";

export type JsonNode =
  | { readonly is: "object"; readonly at: number; readonly members: readonly JsonMember[] }
  | { readonly is: "array"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly is: "string"; readonly at: number; readonly text: string }
  | { readonly is: "number"; readonly at: number; readonly number: number }
  | { readonly is: "true" | "false" | "null"; readonly at: number };

export interface JsonMember {
  readonly name: string;
  readonly at: number;
  readonly value: JsonNode;
}

/** What is wrong, and where: a position in bytes, from 1. */
export interface Mistake {
  readonly at: number;
  readonly reason: string;
}

type Read = LuaMultiReturn<[JsonNode, number] | [undefined, Mistake]>;

const MOST_DEPTH = 16;

/** The line of a position, from 1. */
export function lineOf(text: string, at: number): number {
  const [, breaks] = string.gsub(string.sub(text, 1, at - 1), "\n", "\n");
  return breaks + 1;
}

/** Parses a whole text. */
export function parseJson(text: string): LuaMultiReturn<[JsonNode] | [undefined, Mistake]> {
  const [node, next] = readValue(text, skip(text, 1), 1);
  if (node === undefined) return $multi(undefined, next);
  const end = skip(text, next);
  if (end <= text.length) return $multi(undefined, { at: end, reason: "there is more after the end of the value" });
  return $multi(node);
}

function skip(text: string, at: number): number {
  const [next] = find(text, "[^ \t\r\n]", at);
  return next ?? text.length + 1;
}

function readValue(text: string, at: number, depth: number): Read {
  if (depth > MOST_DEPTH) return $multi(undefined, { at, reason: `more than ${MOST_DEPTH} levels` });
  const first = string.sub(text, at, at);
  if (first === "{") return readObject(text, at, depth);
  if (first === "[") return readArray(text, at, depth);
  if (first === '"') return readString(text, at);
  return readWord(text, at);
}

function readString(text: string, at: number): Read {
  let end = at + 1;
  for (;;) {
    const [special] = find(text, '["\\%c]', end);
    const mark = special === undefined ? "" : string.sub(text, special, special);
    if (special === undefined || (mark !== "\\" && mark !== '"')) {
      return $multi(undefined, { at, reason: "the text has no closing quotation mark on its line" });
    }
    end = mark === "\\" ? special + 2 : special + 1;
    if (mark === '"') break;
  }
  const decoded = decodeObject(`[${string.sub(text, at, end - 1)}]`) as unknown as readonly string[] | undefined;
  const value = decoded?.[0];
  if (value === undefined) return $multi(undefined, { at, reason: "the text has an escape that JSON does not know" });
  return $multi({ is: "string", at, text: value }, end);
}

function readWord(text: string, at: number): Read {
  const [word = ""] = string.match(string.sub(text, at, at + 40), "^[%w+.-]+");
  const next = at + word.length;
  if (word === "true" || word === "false" || word === "null") return $multi({ is: word, at }, next);
  const number = matches(word, "^-?%d+$") ? tonumber(word) : undefined;
  if (number !== undefined) return $multi({ is: "number", at, number }, next);
  const reason = word === "" ? "a value is missing" : `"${word}" is no value of JSON`;
  return $multi(undefined, { at, reason });
}

function readArray(text: string, start: number, depth: number): Read {
  const items: JsonNode[] = [];
  let at = skip(text, start + 1);
  if (string.sub(text, at, at) === "]") return $multi({ is: "array", at: start, items }, at + 1);
  for (;;) {
    const [item, next] = readValue(text, at, depth + 1);
    if (item === undefined) return $multi(undefined, next);
    items.push(item);
    at = skip(text, next);
    const mark = string.sub(text, at, at);
    if (mark === "]") return $multi({ is: "array", at: start, items }, at + 1);
    if (mark !== ",") return $multi(undefined, { at, reason: "a comma or ] is missing" });
    at = skip(text, at + 1);
  }
}

function readObject(text: string, start: number, depth: number): Read {
  const members: JsonMember[] = [];
  let names = "\n";
  let at = skip(text, start + 1);
  if (string.sub(text, at, at) === "}") return $multi({ is: "object", at: start, members }, at + 1);
  for (;;) {
    const [member, next] = readMember(text, at, depth);
    if (member === undefined) return $multi(undefined, next);
    if (contains(names, `\n${member.name}\n`)) {
      return $multi(undefined, { at, reason: `"${member.name}" stands here for the second time` });
    }
    names += `${member.name}\n`;
    members.push(member);
    at = skip(text, next);
    const mark = string.sub(text, at, at);
    if (mark === "}") return $multi({ is: "object", at: start, members }, at + 1);
    if (mark !== ",") return $multi(undefined, { at, reason: "a comma or } is missing" });
    at = skip(text, at + 1);
  }
}

function readMember(
  text: string,
  at: number,
  depth: number,
): LuaMultiReturn<[JsonMember, number] | [undefined, Mistake]> {
  if (string.sub(text, at, at) !== '"')
    return $multi(undefined, { at, reason: "a name in quotation marks is missing" });
  const [name, afterName] = readString(text, at);
  if (name?.is !== "string") return $multi(undefined, afterName as unknown as Mistake);
  const colon = skip(text, afterName as number);
  if (string.sub(text, colon, colon) !== ":") return $multi(undefined, { at: colon, reason: "a colon is missing" });
  const [value, next] = readValue(text, skip(text, colon + 1), depth + 1);
  if (value === undefined) return $multi(undefined, next);
  return $multi({ name: name.text, at, value }, next);
}
