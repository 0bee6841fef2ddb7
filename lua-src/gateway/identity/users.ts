import { matches } from "../http/text";
import { text, valkey, type Command } from "../state/valkey";

/** A person's account as it is stored under `user:<name>`. */
export interface User {
  readonly name: string;
  readonly role: string;
  /** As shared/password-hash writes it. */
  readonly password: string;
  readonly mustChangePassword: boolean;
}

const FIELDS = ["role", "password", "must-change-password"];

/** The command that reads a user; its reply goes to `userOf`. */
export function readUser(name: string): Command {
  return ["HMGET", `user:${name}`, ...FIELDS];
}

/** The user of a `readUser` reply; undefined where there is none. */
export function userOf(name: string, reply: unknown): User | undefined {
  const values = reply as (string | undefined)[];
  const role = text(values[0]);
  const password = text(values[1]);
  if (role === undefined || password === undefined) return undefined;
  return { name, role, password, mustChangePassword: text(values[2]) !== "0" };
}

/** The command that writes a whole user. */
export function writeUser(user: User): Command {
  const due = user.mustChangePassword ? "1" : "0";
  return ["HSET", `user:${user.name}`, "role", user.role, "password", user.password, "must-change-password", due];
}

/** Reads one user; the second result says that the state could not be read. */
export function findUser(name: string): LuaMultiReturn<[User | undefined] | [undefined, string]> {
  const [replies, failure] = valkey(readUser(name));
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(userOf(name, replies[0]));
}

/** Names are 1 to 64 letters, digits, `.`, `_`, `@` and `-`, the first a letter or digit: nothing trips over them. */
export function isUserName(name: string): boolean {
  return name.length >= 1 && name.length <= 64 && matches(name, "^%w[%w._@-]*$");
}
