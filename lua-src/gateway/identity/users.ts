import { matches } from "../http/text";
import { text, valkey, type Command } from "../state/valkey";
import { newToken } from "./token";

/** A person's account as it is stored under `user:<name>`; the sorted set `users` lists the names. */
export interface User {
  readonly name: string;
  /** How people are shown, in UTF-8; "" for by their names. */
  readonly displayName: string;
  /** Names of roles, parted by commas; "" gives nothing. */
  readonly roles: string;
  /** As shared/password-hash writes it; "" while none is set, and nobody can log in. */
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
export type UserChange = Partial<Omit<User, "name" | "epoch" | "createdAt">>;

const FIELDS = [
  ...["roles", "password", "must-change-password", "epoch", "disabled"],
  ...["display-name", "invite", "created", "last-login"],
];

const userKey = (name: string): string => `user:${name}`;

/** The sorted set of all names. */
export const USERS = "users";

/** The command that reads a user; its reply goes to `userOf`. */
export function readUser(name: string): Command {
  return ["HMGET", userKey(name), ...FIELDS];
}

/** The user of a `readUser` reply; undefined where there is none. */
export function userOf(name: string, reply: unknown): User | undefined {
  const values = reply as (string | undefined)[];
  const roles = text(values[0]);
  const password = text(values[1]);
  const epoch = text(values[3]);
  if (roles === undefined || password === undefined || epoch === undefined) return undefined;
  return {
    name,
    roles,
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
  const { roles, password, mustChangePassword, disabled, displayName, invite, lastLoginAt } = change;
  const fields: string[] = [];
  if (roles !== undefined) fields.push("roles", roles);
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
  return ["HSET", userKey(name), ...fieldsOf(change)];
}

/** The same under a new epoch: every session that began before is over. */
export function changeUserAndEpoch(name: string, change: UserChange): Command {
  return ["HSET", userKey(name), ...fieldsOf(change), "epoch", newToken()];
}

/** The commands that write a whole user, new or not, under a new epoch. */
export function writeUser(name: string, user: UserChange): Command[] {
  const nobody = { roles: "", password: "", mustChangePassword: true, disabled: false, invite: "" };
  return [
    changeUserAndEpoch(name, { ...nobody, ...user }),
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

/** What a given password is compared with; undefined, for nobody's, where the user can't log in. */
export function passwordOf(user: User | undefined): string | undefined {
  return user === undefined || user.disabled || user.password === "" ? undefined : user.password;
}

/** Names are 1 to 64 letters, digits, `.`, `_`, `@` and `-`, the first a letter or digit: nothing trips over them. */
export function isUserName(name: string): boolean {
  return name.length >= 1 && name.length <= 64 && matches(name, "^%w[%w._@-]*$");
}
