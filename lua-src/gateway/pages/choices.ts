import { PERMISSIONS } from "../../shared/policy/permissions";
import { MAIN_ROLES, MORE_ROLES } from "../../shared/policy/roles";
import { currentRoles } from "../policy/current";
import { grantsOf } from "../policy/grants";
import type { Row } from "../templates/template";
import { textOf } from "../templates/render";
import { flag } from "./common";

/** Check boxes have a name each, so that no field comes twice: `role.viewer`, `permission.view`. */
type Form = Readonly<Record<string, string>>;

const BUILT_IN: readonly string[] = [...MAIN_ROLES, ...MORE_ROLES];

/** What a role is for, in words; "" for one that does not exist. */
export function wordsOfRole(name: string): string {
  if (BUILT_IN.includes(name)) return textOf(`role.${name}`);
  const role = currentRoles()[name];
  return role?.description ?? table.concat((role?.permissions ?? []) as string[], ", ");
}

/** The names of the roles of the policy file, in order. */
function ownRoles(): string[] {
  const names: string[] = [];
  for (const [name] of pairs(currentRoles())) {
    if (!BUILT_IN.includes(name)) names.push(name);
  }
  table.sort(names);
  return names;
}

function roleRow(name: string, chosen: readonly string[]): Row {
  return { name, words: wordsOfRole(name), checked: flag(chosen.includes(name)) };
}

/** The roles that a form offers, some of them chosen: first those that most need, the rest under "more". */
export function roleChoices(chosen: readonly string[]): Row {
  const more = (MORE_ROLES as readonly string[]).concat(ownRoles());
  return {
    "main-roles": MAIN_ROLES.map((name) => roleRow(name, chosen)),
    "more-roles": more.map((name) => roleRow(name, chosen)),
    "more-open": flag(more.some((name) => chosen.includes(name))),
  };
}

/** The roles that a form has chosen. */
export function chosenRoles(form: Form): string[] {
  return BUILT_IN.concat(ownRoles()).filter((name) => form[`role.${name}`] !== undefined);
}

/** Roles as a list of rows, with their words. */
export function roleRows(names: readonly string[]): readonly Row[] {
  return names.map((name) => {
    const words = wordsOfRole(name);
    return { name, words: words === "" ? textOf("role.unknown") : words };
  });
}

/** The permissions that roles give, as check boxes for a token. */
export function permissionChoices(roles: string, form: Form): readonly Row[] {
  const given = grantsOf(roles);
  return PERMISSIONS.filter((name) => given[name] === true).map((name) => ({
    name,
    words: textOf(`permission.${name}`),
    checked: flag(form[`permission.${name}`] !== undefined),
  }));
}

/** The permissions that a form has chosen. */
export function chosenPermissions(form: Form): string[] {
  return PERMISSIONS.filter((name) => form[`permission.${name}`] !== undefined);
}
