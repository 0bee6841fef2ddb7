import { findUser, isUserName, mayLogIn, readUser, userOf, USERS, type User, changeUserAndEpoch } from "./user-record";
import { granted } from "../policy/grants";
import { underLock } from "../state/lock";
import { membersFrom } from "../state/pages";
import { number, valkey, valkeyMany } from "../state/valkey";
import { failure, failureOf, stateFailure, type Failure, type Result } from "./failure";

/** The account of a name; a failure where there is none. */
export function loadUser(name: string): Result<User> {
  if (!isUserName(name)) return $multi(undefined, failureOf("no-such-user", name));
  const [user, unavailable] = findUser(name);
  if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
  if (user === undefined) return $multi(undefined, failureOf("no-such-user", name));
  return $multi(user);
}

/** The accounts of some names, in their order; without those that are gone. */
export function loadUsers(names: readonly string[]): Result<User[]> {
  const [replies, unavailable] = valkeyMany(names.map((name) => readUser(name)));
  if (replies === undefined) return $multi(undefined, stateFailure(unavailable));
  const users: User[] = [];
  names.forEach((name, index) => {
    const user = userOf(name, replies[index]);
    if (user !== undefined) users.push(user);
  });
  return $multi(users);
}

/** Whether roles let their holder give permissions to others. */
export function givesPermissions(roles: string): boolean {
  return granted(roles, undefined, ["admin-permissions"]) !== undefined;
}

/**
 * Whether a person can log in and give permissions: an invited one can't yet. A provider's account does not count: who
 * is an admin there is not decided here, and may be nobody tomorrow.
 */
function isActingAdmin(user: User): boolean {
  return user.password !== "" && mayLogIn(user) && givesPermissions(user.roles);
}

/** Why an account must keep its access: nobody else could give permissions. undefined: it need not. */
export function lastAdminProblem(user: User): Failure | undefined {
  if (!isActingAdmin(user)) return undefined;
  for (let rank = 0; ;) {
    const [names, unavailable] = membersFrom(USERS, rank);
    if (names === undefined) return stateFailure(unavailable);
    if (names.length === 0) return failure("last-admin");
    const [others, problem] = loadUsers(names.filter((name) => name !== user.name));
    if (others === undefined) return problem;
    if (others.some((other) => isActingAdmin(other))) return undefined;
    rank += names.length;
  }
}

/** Why an account can't lose its access, which `by` takes away; undefined: it can. */
export const losesAccess =
  (by: string | undefined) =>
  (user: User): Failure | undefined =>
    by === user.name ? failure("own-account") : lastAdminProblem(user);

/** So many accounts at most, some 25 MB with what belongs to them. */
const MOST_PEOPLE = 20_000;

/** Why nobody can be added; undefined: there is room. */
export function crowdProblem(): Failure | undefined {
  const [replies, unavailable] = valkey(["ZCARD", USERS]);
  if (replies === undefined) return stateFailure(unavailable);
  return number(replies[0], 0) < MOST_PEOPLE ? undefined : failure("too-many-people");
}

/** Runs a change of accounts while nobody else makes one: what it has looked at stays so. */
export function alone<T>(change: () => Result<T>): Result<T> {
  let done: T | undefined;
  let problem: Failure | undefined;
  const hindered = underLock("accounts", () => {
    [done, problem] = change();
  });
  if (hindered === "busy") return $multi(undefined, failure("busy"));
  if (hindered === "unavailable") return $multi(undefined, failure("state-unavailable"));
  if (done === undefined) return $multi(undefined, problem ?? failure("state-unavailable"));
  return $multi(done);
}

/**
 * Puts a new password over the one that was checked, and over no other: while it was checked and hashed, the account
 * may have been reset, disabled, or removed and made anew. `user` is the record that was checked, `encoded` the new
 * password as shared/password-hash writes it. The user's sessions are void afterwards, by the epoch.
 */
export function replacePassword({ name, epoch }: User, encoded: string): Result<User> {
  return alone((): Result<User> => {
    const [still, gone] = loadUser(name);
    if (still === undefined) return $multi(undefined, gone);
    if (still.disabled || still.epoch !== epoch) return $multi(undefined, failure("busy"));
    const [, broken] = valkey(changeUserAndEpoch(name, { password: encoded, mustChangePassword: false }));
    if (broken !== undefined) return $multi(undefined, stateFailure(broken));
    return loadUser(name);
  });
}
