import { permissionOf, PERMISSIONS, type Permission } from "../policy/permissions";
import { BUILT_IN_ROLES, type Role } from "../policy/roles";
import { matches } from "../text";
import { isUtf8 } from "../utf8";
import { lineOf, parseJson, type JsonMember, type JsonNode, type Mistake } from "./json-tree";

/** The one form that exists. */
const VERSION = 1;
/** A policy is some hundred bytes; more is a mistake. */
const MOST_BYTES = 64 * 1024;
const MOST_ROLES = 64;
const MOST_DESCRIPTION = 200;

/** What is wrong with a policy file. */
export interface PolicyProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

type Checked<T> = LuaMultiReturn<[T] | [undefined, Mistake]>;

/**
 * Reads the text of a policy file: `{"version": 1, "roles": {"<name>": {"description": "…", "permissions": ["…"]}}}`.
 * It is taken as a whole or not at all.
 *
 * @returns the file's own roles, or the first problem with its line
 */
export function checkPolicy(text: string): LuaMultiReturn<[Record<string, Role>] | [undefined, PolicyProblem]> {
  if (text.length > MOST_BYTES) return $multi(undefined, { line: 1, reason: "the file is larger than 64 KiB" });
  if (!isUtf8(text)) return $multi(undefined, { line: 1, reason: "the file is not UTF-8" });
  const [node, broken] = parseJson(text);
  if (node === undefined) return $multi(undefined, problemOf(text, broken));
  const [roles, mistake] = readPolicy(node);
  if (roles === undefined) return $multi(undefined, problemOf(text, mistake));
  return $multi(roles);
}

function problemOf(text: string, { at, reason }: Mistake): PolicyProblem {
  return { line: lineOf(text, at), reason };
}

function fail(at: number, reason: string): LuaMultiReturn<[undefined, Mistake]> {
  return $multi(undefined, { at, reason });
}

function readPolicy(node: JsonNode): Checked<Record<string, Role>> {
  if (node.is !== "object") return fail(node.at, "a policy is an object in braces");
  let roles: JsonNode | undefined;
  let isVersioned = false;
  for (const { name, at, value } of node.members) {
    if (name === "version") {
      if (value.is !== "number" || value.number !== VERSION) return fail(value.at, `"version" must be ${VERSION}`);
      isVersioned = true;
    } else if (name === "roles") roles = value;
    else return fail(at, `"${name}" is not known here; there are "version" and "roles"`);
  }
  if (!isVersioned) return fail(node.at, '"version": 1 is missing');
  if (roles === undefined) return fail(node.at, '"roles" is missing');
  return readRoles(roles);
}

function readRoles(node: JsonNode): Checked<Record<string, Role>> {
  if (node.is !== "object") return fail(node.at, '"roles" must be an object in braces');
  if (node.members.length > MOST_ROLES) return fail(node.at, `there are more than ${MOST_ROLES} roles`);
  const roles: Record<string, Role> = {};
  for (const member of node.members) {
    const [role, mistake] = readRole(member);
    if (role === undefined) return $multi(undefined, mistake);
    roles[member.name] = role;
  }
  return $multi(roles);
}

function readRole({ name, at, value }: JsonMember): Checked<Role> {
  if (!matches(name, "^%l[%l%d-]*$") || name.length > 32) {
    return fail(at, `"${name}" is no name of a role: 1 to 32 of a-z, 0-9 and -, the first a letter`);
  }
  if (BUILT_IN_ROLES[name] !== undefined) return fail(at, `"${name}" is a built-in role, which can't be changed`);
  if (value.is !== "object") return fail(value.at, `the role "${name}" must be an object in braces`);
  let description: string | undefined;
  let permissions: readonly Permission[] | undefined;
  for (const member of value.members) {
    if (member.name === "description") {
      const { value: node } = member;
      if (node.is !== "string" || node.text.length > MOST_DESCRIPTION || matches(node.text, "%c")) {
        return fail(node.at, `"description" must be a text of one line and at most ${MOST_DESCRIPTION} bytes`);
      }
      description = node.text;
    } else if (member.name === "permissions") {
      const [read, mistake] = readPermissions(member.value);
      if (read === undefined) return $multi(undefined, mistake);
      permissions = read;
    } else return fail(member.at, `"${member.name}" is not known here; there are "description" and "permissions"`);
  }
  if (permissions === undefined) return fail(value.at, `the role "${name}" has no "permissions"`);
  return $multi({ permissions, ...(description === undefined ? {} : { description }) });
}

function readPermissions(node: JsonNode): Checked<readonly Permission[]> {
  if (node.is !== "array") return fail(node.at, '"permissions" must be a list in square brackets');
  if (node.items.length === 0) return fail(node.at, '"permissions" is empty');
  const permissions: Permission[] = [];
  for (const item of node.items) {
    const permission = item.is === "string" ? permissionOf(item.text) : undefined;
    if (permission === undefined) return fail(item.at, `a permission must be one of ${PERMISSIONS.join(", ")}`);
    if (permissions.includes(permission)) return fail(item.at, `"${permission}" stands in the list twice`);
    permissions.push(permission);
  }
  return $multi(permissions);
}
