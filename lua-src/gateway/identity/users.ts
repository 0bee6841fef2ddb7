import { matches } from "../http/text";
import { text, valkey, type Command } from "../state/valkey";
import { newToken } from "./token";

/** A person's account as it is stored under `user:<name>`. */
export interface User {
  readonly name: string;
  /** Names of roles, parted by commas. */
  readonly roles: string;
  /** As shared/password-hash writes it. */
  readonly password: string;
  readonly mustChangePassword: boolean;
  /** Changes with every password; a session of an earlier one is worth nothing. */
  readonly epoch: string;
}

const FIELDS = ["roles", "password", "must-change-password", "epoch"];

/** The command that reads a user; its reply goes to `userOf`. */
export function readUser(name: string): Command {
  return ["HMGET", `user:${name}`, ...FIELDS];
}

/** The user of a `readUser` reply; undefined where there is none. */
export function userOf(name: string, reply: unknown): User | undefined {
  const values = reply as (string | undefined)[];
  const roles = text(values[0]);
  const password = text(values[1]);
  const epoch = text(values[3]);
  if (roles === undefined || password === undefined || epoch === undefined) return undefined;
  return { name, roles, password, mustChangePassword: text(values[2]) !== "0", epoch };
}

/** The command that writes a whole user, under a new epoch: every session that began before is over. */
export function writeUser(user: Omit<User, "epoch">): Command {
  const due = user.mustChangePassword ? "1" : "0";
  const { name, roles, password } = user;
  return [
    ...["HSET", `user:${name}`, "roles", roles, "password", password],
    ...["must-change-password", due, "epoch", newToken()],
  ];
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
