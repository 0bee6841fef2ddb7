/**
 * Long lists of objects in the archive's answers. cjson decodes all at once, in C, and lets nobody go on meanwhile: 30 ms
 * for a megabyte. Here each object is decoded by itself, and others have their turn between.
 *
 * @module
 */
import { decodeObject } from "../../shared/json";
import { find } from "../../shared/text";

/** Brackets, braces and strings that are passed before others have their turn: a few milliseconds. */
const STEPS = 10_000;
/** One object; what is longer makes the whole list none. */
const LONGEST_OBJECT = 256 * 1024;

const [QUOTE, BACKSLASH] = [34, 92];
const [OPEN_BRACKET, OPEN_BRACE] = [91, 123];

interface Walk {
  readonly body: string;
  steps: number;
}

function step(walk: Walk): void {
  walk.steps += 1;
  if (walk.steps % STEPS === 0) ngx.sleep(0.001);
}

/** Where a string ends whose first quote stands before `from`. */
function endOfString(walk: Walk, from: number): number | undefined {
  let at = from;
  for (;;) {
    const [mark] = find(walk.body, '["\\\\]', at);
    if (mark === undefined) return undefined;
    step(walk);
    if (string.byte(walk.body, mark) !== BACKSLASH) return mark;
    at = mark + 2;
  }
}

/** Where the object ends that begins at `from`. Whether it is well-formed, its decoding shows. */
function endOfObject(walk: Walk, from: number): number | undefined {
  let depth = 0;
  let at = from;
  for (;;) {
    const [mark] = find(walk.body, '["{}%[%]]', at);
    if (mark === undefined || mark - from >= LONGEST_OBJECT) return undefined;
    step(walk);
    const byte = string.byte(walk.body, mark);
    let end: number | undefined = mark;
    if (byte === QUOTE) end = endOfString(walk, mark + 1);
    else depth += byte === OPEN_BRACKET || byte === OPEN_BRACE ? 1 : -1;
    if (end === undefined || depth < 1) return depth === 0 ? end : undefined;
    at = end + 1;
  }
}

/** What is to happen after an object: `wrong` is one that the list must not have. */
export type Visited = "next" | "enough" | "wrong";

/**
 * Goes through a JSON list of objects (RFC 8259), in its order. Returns whether it was such a list, as far as it was
 * gone through. It may sleep.
 */
export function eachObject(body: string, visit: (object: Readonly<Record<string, unknown>>) => Visited): boolean {
  const walk: Walk = { body, steps: 0 };
  let [at] = find(body, "%S");
  if (at === undefined || string.byte(body, at) !== OPEN_BRACKET) return false;
  let [next] = find(body, "%S", at + 1);
  if (next !== undefined && string.sub(body, next, next) === "]") return isRest(body, next);
  for (;;) {
    if (next === undefined || string.byte(body, next) !== OPEN_BRACE) return false;
    const end = endOfObject(walk, next);
    const object = end === undefined ? undefined : decodeObject(string.sub(body, next, end));
    if (end === undefined || object === undefined) return false;
    const visited = visit(object);
    if (visited !== "next") return visited === "enough";
    [at] = find(body, "%S", end + 1);
    if (at === undefined) return false;
    const mark = string.sub(body, at, at);
    if (mark !== ",") return mark === "]" && isRest(body, at);
    [next] = find(body, "%S", at + 1);
  }
}

/** Whether nothing stands behind the end of the list. */
function isRest(body: string, end: number): boolean {
  const [more] = find(body, "%S", end + 1);
  return more === undefined;
}
