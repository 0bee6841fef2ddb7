import type { Permission } from "../../shared/policy/permissions";
import { contains } from "../../shared/text";
import { currentRoles, policyVersion } from "./current";

/** Permissions that are given; a key that is absent is not given. */
export type Grants = Readonly<Record<string, true | undefined>>;

const NOTHING: Grants = {};

let version = -1;
let known: Record<string, Grants | undefined> = {};
let count = 0;
/** Combinations of roles are few; a flood of others must not grow without bound. */
const MOST_KNOWN = 1000;

/** The names in a text that commas part. */
export function splitNames(text: string): string[] {
  const names: string[] = [];
  for (const [name = ""] of string.gmatch(text, "[^,]+")) names.push(name);
  return names;
}

function union(roles: string): Grants {
  const given: Record<string, true | undefined> = {};
  for (const name of splitNames(roles)) {
    for (const permission of currentRoles()[name]?.permissions ?? []) given[permission] = true;
  }
  return given;
}

/** What roles give together, their names parted by commas. An unknown role gives nothing. */
export function grantsOf(roles: string): Grants {
  if (roles === "") return NOTHING;
  if (version !== policyVersion() || count >= MOST_KNOWN) {
    version = policyVersion();
    known = {};
    count = 0;
  }
  const found = known[roles];
  if (found !== undefined) return found;
  const made = union(roles);
  known[roles] = made;
  count += 1;
  return made;
}

/** The first of the permissions that the roles give and the limit, if there is one, lets through. */
export function granted(
  roles: string,
  limit: string | undefined,
  anyOf: readonly Permission[],
): Permission | undefined {
  const given = grantsOf(roles);
  const first = anyOf[0];
  // Nearly always there is one, and without a loop LuaJIT compiles what calls this in one piece.
  if (first !== undefined && anyOf[1] === undefined) return isGranted(given, limit, first) ? first : undefined;
  for (const permission of anyOf) if (isGranted(given, limit, permission)) return permission;
  return undefined;
}

function isGranted(given: Grants, limit: string | undefined, permission: Permission): boolean {
  return given[permission] === true && (limit === undefined || isNamed(limit, permission));
}

function isNamed(names: string, name: string): boolean {
  return contains(`,${names},`, `,${name},`);
}

/** The roles of the list that give a permission: for explanations. */
export function rolesThatGive(roles: string, permission: Permission): string[] {
  return splitNames(roles).filter((name) => currentRoles()[name]?.permissions.includes(permission) === true);
}
