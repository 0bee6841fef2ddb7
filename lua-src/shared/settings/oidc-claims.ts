import { consistsOf, DIGITS, LOWER, UPPER, hasControl, withoutSpaces } from "./text";

const QUOTE = '"';

/**
 * The parts between separators that stand outside quotation marks, without spaces around them; the marks stay.
 * undefined: a mark is not closed.
 */
function splitOutsideQuotes(text: string, separator: string): string[] | undefined {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (c === QUOTE) quoted = !quoted;
    if (c === separator && !quoted) {
      parts.push(withoutSpaces(part));
      part = "";
    } else part += c;
  }
  if (quoted) return undefined;
  parts.push(withoutSpaces(part));
  return parts;
}

/**
 * The text between quotation marks. undefined: it is not all between two of them, is empty or holds a control
 * character.
 */
function unquoted(text: string): string | undefined {
  if (text.length < 3 || !text.startsWith(QUOTE) || !text.endsWith(QUOTE)) return undefined;
  const inner = text.slice(1, text.length - 1);
  return inner.includes(QUOTE) || hasControl(inner) ? undefined : inner;
}

/** What `read` makes of each part; undefined where there are more than `most`, or `read` makes nothing of one. */
function readParts<T>(
  text: string,
  separator: string,
  most: number,
  read: (part: string) => T | undefined,
): T[] | undefined {
  const parts = splitOutsideQuotes(text, separator);
  if (parts === undefined || parts.length > most) return undefined;
  const all: T[] = [];
  for (const part of parts) {
    const one = read(part);
    if (one === undefined) return undefined;
    all.push(one);
  }
  return all;
}

/** Stands in a path for every member of an object or a list. */
export const EVERY_MEMBER = "*";

const MOST_PATH_BYTES = 1024;
const MOST_PATHS = 16;
const MOST_NAMES = 8;

/**
 * The names on the way to a claim: `realm_access.roles` is two of them, `resource_access.*.roles` three, the middle one
 * for every member; a name with dots or slashes stands in quotation marks. undefined: it is something else.
 */
export function parseClaimPath(text: string): string[] | undefined {
  return text.length > MOST_PATH_BYTES ? undefined : readParts(text, ".", MOST_NAMES, nameOf);
}

/** The paths of a list that commas part. undefined: it is something else. */
export function parseClaimPaths(text: string): string[][] | undefined {
  return text.length > MOST_PATH_BYTES ? undefined : readParts(text, ",", MOST_PATHS, parseClaimPath);
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

/** Stands in OIDC_ROLES for everybody who can log in. */
export const EVERYBODY = "*";

const MOST_ROLES_BYTES = 8192;
const MOST_RULES = 200;

/** Who has the value gets the role. */
export interface RoleRule {
  readonly value: string;
  readonly role: string;
}

/**
 * Reads `value=role` pairs that commas part. What stands before the last `=` is the value; one with commas, such as
 * a name of LDAP, or with a semicolon stands in quotation marks. undefined: it is something else. Whether the roles exist is not asked.
 */
export function parseRoles(text: string): RoleRule[] | undefined {
  return text.length > MOST_ROLES_BYTES ? undefined : readParts(text, ",", MOST_RULES, parseRule);
}

function parseRule(part: string): RoleRule | undefined {
  let at = part.length - 1;
  while (at >= 0 && part.charAt(at) !== "=") at -= 1;
  if (at < 0) return undefined;
  const left = withoutSpaces(part.slice(0, at));
  const role = withoutSpaces(part.slice(at + 1));
  const value = left.startsWith('"') ? unquotedValue(left) : left;
  if (value === undefined || value === "" || hasControl(value) || !isRoleName(role)) return undefined;
  // Bare, a mark or a semicolon is more likely a slip than a part of a value.
  if (value === left && (left.includes('"') || left.includes(";"))) return undefined;
  return { value, role };
}

/** A value that is called "*" could not be told from everybody. */
function unquotedValue(text: string): string | undefined {
  const value = unquoted(text);
  return value === EVERYBODY ? undefined : value;
}

/** As in policy.json: see shared/policy-file/check.ts, which reads Lua strings. */
function isRoleName(text: string): boolean {
  if (text.length > 32 || text === "") return false;
  return consistsOf(text.charAt(0), LOWER) && consistsOf(text, LOWER + DIGITS + "-");
}
