import { splitOutsideQuotes, unquoted } from "./quoted";
import { consistsOf, DIGITS, hasControl, LOWER, withoutSpaces } from "./text";

/** Stands in OIDC_ROLES for everybody who can log in. */
export const EVERYBODY = "*";

const MOST_BYTES = 8192;
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
  const parts = text.length > MOST_BYTES ? undefined : splitOutsideQuotes(text, ",");
  if (parts === undefined || parts.length > MOST_RULES) return undefined;
  const rules: RoleRule[] = [];
  for (const part of parts) {
    const rule = parseRule(part);
    if (rule === undefined) return undefined;
    rules.push(rule);
  }
  return rules;
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
