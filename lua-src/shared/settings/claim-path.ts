import { splitOutsideQuotes, unquoted } from "./quoted";
import { consistsOf, DIGITS, LOWER, UPPER } from "./text";

/** Stands in a path for every member of an object or a list. */
export const EVERY_MEMBER = "*";

const MOST_BYTES = 1024;
const MOST_PATHS = 16;
const MOST_NAMES = 8;

/**
 * The names on the way to a claim: `realm_access.roles` is two of them, `resource_access.*.roles` three, the middle one
 * for every member; a name with dots or slashes stands in quotation marks. undefined: it is something else.
 */
export function parseClaimPath(text: string): string[] | undefined {
  const parts = text.length > MOST_BYTES ? undefined : splitOutsideQuotes(text, ".");
  if (parts === undefined || parts.length > MOST_NAMES) return undefined;
  const names: string[] = [];
  for (const part of parts) {
    const name = nameOf(part);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** The paths of a list that commas part. undefined: it is something else. */
export function parseClaimPaths(text: string): string[][] | undefined {
  const parts = text.length > MOST_BYTES ? undefined : splitOutsideQuotes(text, ",");
  if (parts === undefined || parts.length > MOST_PATHS) return undefined;
  const paths: string[][] = [];
  for (const part of parts) {
    const path = parseClaimPath(part);
    if (path === undefined) return undefined;
    paths.push(path);
  }
  return paths;
}

/** The path of the one claim that holds a name: one value, so it goes through no `*`. undefined: it is something else. */
export function parseNameClaim(text: string): string[] | undefined {
  const path = parseClaimPath(text);
  return path?.includes(EVERY_MEMBER) === true ? undefined : path;
}

function nameOf(part: string): string | undefined {
  if (part === EVERY_MEMBER) return part;
  // A claim that is called "*" could not be told from every member.
  const inner = unquoted(part);
  if (inner !== undefined) return inner === EVERY_MEMBER ? undefined : inner;
  // Without marks an address would fall apart at its dots, unnoticed.
  return part !== "" && consistsOf(part, LOWER + UPPER + DIGITS + "_-:@") ? part : undefined;
}
