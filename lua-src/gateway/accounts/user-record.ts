import { settings } from "../config/settings";
import { matches } from "../../shared/text";
import { text, valkey, type Command } from "../state/valkey";
import { newToken } from "../opaque-token";

/** A person's account as it is stored under `user:<name>`; the sorted set `users` lists the names. */
export interface User {
  readonly name: string;
  /** How people are shown, in UTF-8; "" for by their names. */
  readonly displayName: string;
  /** Names of roles, parted by commas; "" gives nothing. Those given here, and those that the provider gives. */
  readonly roles: string;
  /** Given here. */
  readonly ownRoles: string;
  /** Of the last login or refresh, by OIDC_ROLES; they count while the account's provider is the configured one. */
  readonly providerRoles: string;
  /** Who vouches for the person, and how it calls them (OpenID Connect Core 1.0, section 2); "" for a local account. */
  readonly issuer: string;
  readonly subject: string;
  /** As shared/password-hash writes it; "" while none is set, and for a provider's account, which never has one. */
  readonly password: string;
  readonly mustChangePassword: boolean;
  /** Changes with the password and whenever all sessions end; a session of an earlier one is worth nothing. */
  readonly epoch: string;
  readonly disabled: boolean;
  /** The key of the one-time link that may set the password; "" for none. */
  readonly invite: string;
  /** Unix seconds; 0 where it is not known, or there was none. */
  readonly createdAt: number;
  readonly lastLoginAt: number;
}

/** What of a user can be changed; a new epoch ends all sessions that began before. */
export type UserChange = Partial<Omit<User, "name" | "epoch" | "createdAt" | "roles">>;

const FIELDS = [
  ...["roles", "password", "must-change-password", "epoch", "disabled"],
  ...["display-name", "invite", "created", "last-login"],
  ...["issuer", "subject", "provider-roles"],
];

const userKey = (name: string): string => `user:${name}`;

/** The sorted set of all names. */
export const USERS = "users";

/** The command that reads a user; its reply goes to `userOf`. */
export function readUser(name: string): Command {
  return ["HMGET", userKey(name), ...FIELDS];
}

/** Two lists of roles as one, each name once; parted by commas like the lists. */
export function joinedRoles(one: string, other: string): string {
  if (other === "" || one === other) return one;
  const names: string[] = [];
  for (const [name = ""] of string.gmatch(`${one},${other}`, "[^,]+")) {
    if (!names.includes(name)) names.push(name);
  }
  return table.concat(names, ",");
}

/** Whether an account is one of the provider that is configured now. */
function isVouchedFor(issuer: string): boolean {
  const { oidc } = settings();
  return issuer !== "" && oidc !== undefined && oidc.issuer === issuer;
}

/**
 * Of roles that a provider's claims have given, those that OIDC_ROLES gives still. Else a role whose rule is gone would
 * stay with whoever does not log in again, but has an API token.
 */
function stillGiven(roles: string): string {
  const rules = settings().oidc?.roles ?? [];
  const names: string[] = [];
  for (const [name = ""] of string.gmatch(roles, "[^,]+")) {
    if (rules.some(({ role }) => role === name)) names.push(name);
  }
  return table.concat(names, ",");
}

/** The roles that an account has by these of its own: with its provider's, while that is the configured one. */
export function effectiveRoles(
  ownRoles: string,
  { issuer, providerRoles }: Pick<User, "issuer" | "providerRoles">,
): string {
  return isVouchedFor(issuer) ? joinedRoles(ownRoles, providerRoles) : ownRoles;
}

/** The user of a `readUser` reply; undefined where there is none. */
export function userOf(name: string, reply: unknown): User | undefined {
  const values = reply as (string | undefined)[];
  const ownRoles = text(values[0]);
  const password = text(values[1]);
  const epoch = text(values[3]);
  if (ownRoles === undefined || password === undefined || epoch === undefined) return undefined;
  const issuer = text(values[9]) ?? "";
  const providerRoles = stillGiven(text(values[11]) ?? "");
  return {
    name,
    roles: effectiveRoles(ownRoles, { issuer, providerRoles }),
    ownRoles,
    providerRoles,
    issuer,
    subject: text(values[10]) ?? "",
    password,
    mustChangePassword: text(values[2]) !== "0",
    epoch,
    disabled: text(values[4]) === "1",
    displayName: text(values[5]) ?? "",
    invite: text(values[6]) ?? "",
    createdAt: tonumber(text(values[7])) ?? 0,
    lastLoginAt: tonumber(text(values[8])) ?? 0,
  };
}

const flag = (value: boolean): string => (value ? "1" : "0");

function fieldsOf(change: UserChange): string[] {
  const { ownRoles, password, mustChangePassword, disabled, displayName, invite, lastLoginAt } = change;
  const { issuer, subject, providerRoles } = change;
  const fields: string[] = [];
  if (ownRoles !== undefined) fields.push("roles", ownRoles);
  if (issuer !== undefined) fields.push("issuer", issuer);
  if (subject !== undefined) fields.push("subject", subject);
  if (providerRoles !== undefined) fields.push("provider-roles", providerRoles);
  if (password !== undefined) fields.push("password", password);
  if (mustChangePassword !== undefined) fields.push("must-change-password", flag(mustChangePassword));
  if (disabled !== undefined) fields.push("disabled", flag(disabled));
  if (displayName !== undefined) fields.push("display-name", displayName);
  if (invite !== undefined) fields.push("invite", invite);
  if (lastLoginAt !== undefined) fields.push("last-login", tostring(lastLoginAt));
  return fields;
}

/** The command that changes some of a user's fields, and no others: two changes at once both hold. */
export function changeUser(name: string, change: UserChange): Command {
  // Spread: at most 24.
  return ["HSET", userKey(name), ...fieldsOf(change)];
}

/** The same under a new epoch: every session that began before is over. */
export function changeUserAndEpoch(name: string, change: UserChange): Command {
  // Spread: at most 24.
  return ["HSET", userKey(name), ...fieldsOf(change), "epoch", newToken()];
}

/** The commands that write a whole user, new or not, under a new epoch; a provider's account is so no longer. */
export function writeUser(name: string, user: UserChange): Command[] {
  const nobody = { ownRoles: "", password: "", mustChangePassword: true, disabled: false, invite: "" };
  const local = { issuer: "", subject: "", providerRoles: "" };
  return [
    changeUserAndEpoch(name, { ...nobody, ...local, ...user }),
    ["HSETNX", userKey(name), "created", tostring(ngx.time())],
    ["ZADD", USERS, 0, name],
  ];
}

/** The commands that remove a user's record. */
export function deleteUser(name: string): Command[] {
  return [
    ["DEL", userKey(name)],
    ["ZREM", USERS, name],
  ];
}

/** Reads one user; the second result says that the state could not be read. */
export function findUser(name: string): LuaMultiReturn<[User | undefined, undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(readUser(name));
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(userOf(name, replies[0]));
}

/** Whether an account is a provider's, be it the configured one or one of before. */
export function isProviders(user: User): boolean {
  return user.issuer !== "";
}

/**
 * Whether somebody may have a session: not where the account is disabled, is another provider's than the configured
 * one, or is a local one while LOCAL_ACCOUNTS leaves only the first admin's.
 */
export function mayLogIn({ name, disabled, issuer }: User): boolean {
  if (disabled) return false;
  if (issuer !== "") return isVouchedFor(issuer);
  const { localAccounts, adminName } = settings();
  return localAccounts === "on" || name === adminName;
}

/** What a given password is compared with; undefined, for nobody's, where the user can't log in with one. */
export function passwordOf(user: User | undefined): string | undefined {
  return user === undefined || user.password === "" || !mayLogIn(user) ? undefined : user.password;
}

/** Names are 1 to 64 letters, digits, `.`, `_`, `@` and `-`, the first a letter or digit: nothing trips over them. */
export function isUserName(name: string): boolean {
  return name.length >= 1 && name.length <= 64 && matches(name, "^%w[%w._@-]*$");
}
