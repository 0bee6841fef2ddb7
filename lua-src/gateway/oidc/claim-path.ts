import type { JsonObject } from "../jwt/strict-json";

/** More are left out: nobody is in so many groups, and each is compared with every rule. */
const MAX_VALUES = 1000;

/** The segment that stands for every member of an object, or every item of a list. */
const EVERY = "*";

/**
 * The texts at a path in claims: of a text itself, of a list its texts. Numbers, words and objects are none, and nothing
 * is made a text. At most 1000, in the order of lists and of objects' names.
 */
export function valuesAt(claims: JsonObject, path: readonly string[]): string[] {
  const found: string[] = [];
  collect(claims, path, 0, found);
  return found;
}

function collect(value: unknown, path: readonly string[], depth: number, found: string[]): void {
  if (found.length >= MAX_VALUES) return;
  const segment = path[depth];
  if (segment === undefined) {
    collectTexts(value, found);
    return;
  }
  // null is no table.
  if (type(value) !== "table") return;
  if (segment !== EVERY) {
    collect((value as JsonObject)[segment], path, depth + 1, found);
    return;
  }
  for (const item of value as readonly unknown[]) collect(item, path, depth + 1, found);
  for (const name of namesOf(value as JsonObject)) collect((value as JsonObject)[name], path, depth + 1, found);
}

function collectTexts(value: unknown, found: string[]): void {
  if (type(value) === "string") found.push(value as string);
  if (type(value) !== "table") return;
  for (const item of value as readonly unknown[]) {
    if (found.length >= MAX_VALUES) return;
    if (type(item) === "string") found.push(item as string);
  }
}

/** An object's names, sorted: the order in a Lua table is another in each process. */
function namesOf(object: JsonObject): string[] {
  const names: string[] = [];
  for (const [name] of pairs(object)) {
    if (type(name) === "string") names.push(name);
  }
  table.sort(names);
  return names;
}
