import { randomPassword } from "../../shared/random-password";
import { settings } from "../config/settings";
import { hashInThread } from "./password";
import { endAllSessions } from "./session-list";
import { changeUser, changeUserAndEpoch, deleteUser, effectiveRoles, isProviders, USERS } from "./user-record";
import { writeUser, type User, type UserChange } from "./user-record";
import { splitNames } from "../policy/grants";
import { notice } from "../log";
import { type Command, number, texts, transact, valkey } from "../state/valkey";
import { forgetTries } from "../throttle/admit";
import { joinRoles, namesProblem } from "./checks";
import { failure, failureOf, stateFailure, type Failure, type Paged, type Result } from "./failure";
import { alone, crowdProblem, givesPermissions, lastAdminProblem, loadUser, loadUsers, losesAccess } from "./people";

/**
 * People's accounts: listed, made, changed and removed. Every function returns `[result]` or `[undefined, failure]`
 * (failure.ts) and throws nothing. `by` is the name of who does it, or undefined for the command line; it goes into
 * the log, and nobody takes their own access away by mistake.
 *
 * A change holds on every worker within a second: roles and `disabled` are read with each verdict anew, and a disabled
 * or reset account's sessions are removed, and void by their epoch.
 *
 * @module
 */

/** An account as lists show it: without its password's hash. */
export interface UserSummary {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  /** Those of them that were given here, and can be taken here; the others are the provider's. */
  readonly ownRoles: readonly string[];
  /** The provider that vouches for the person; "" for an account with a password. */
  readonly issuer: string;
  /** `invited`: a link waits to be used, and no password is set. */
  readonly status: "active" | "disabled" | "invited";
  readonly mustChangePassword: boolean;
  /** Unix seconds; 0 for not known or never. */
  readonly createdAt: number;
  readonly lastLoginAt: number;
}

export interface UserPage extends Paged {
  readonly users: readonly UserSummary[];
}

/** Whom to make. Roles may be none: the account can log in and see nothing. */
export interface NewUser {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
}

/** Users a page holds at most. */
export const PAGE_SIZE = 100;

/** An account as lists show it. */
export function summaryOf(user: User): UserSummary {
  const { name, displayName, issuer, mustChangePassword, createdAt, lastLoginAt } = user;
  const isInvited = user.password === "" && !isProviders(user);
  const status = user.disabled ? "disabled" : isInvited ? "invited" : "active";
  const [roles, ownRoles] = [splitNames(user.roles), splitNames(user.ownRoles)];
  return { name, displayName, roles, ownRoles, issuer, status, mustChangePassword, createdAt, lastLoginAt };
}

/** Accounts by name (bytes in order), from an offset on, at most `PAGE_SIZE`. */
export function listUsers(offset: number): Result<UserPage> {
  if (offset < 0 || offset % 1 !== 0) return $multi(undefined, failure("bad-request"));
  const [replies, unavailable] = valkey(["ZCARD", USERS], ["ZRANGE", USERS, offset, offset + PAGE_SIZE - 1]);
  if (replies === undefined) return $multi(undefined, stateFailure(unavailable));
  const [users, problem] = loadUsers(texts(replies[1]));
  if (users === undefined) return $multi(undefined, problem);
  const total = number(replies[0], 0);
  const next = offset + PAGE_SIZE;
  return $multi({ users: users.map((user) => summaryOf(user)), total, next: next < total ? next : 0 });
}

/** One account. */
export function getUser(name: string): Result<UserSummary> {
  const [user, problem] = loadUser(name);
  if (user === undefined) return $multi(undefined, problem);
  return $multi(summaryOf(user));
}

/** Writes a new account, unless there is one of the name. `more` says how it gets its password. */
export function addUser(by: string | undefined, wanted: NewUser, change: UserChange, more: Command[]): Result<User> {
  const { name, displayName } = wanted;
  const wrong = namesProblem(name, displayName);
  if (wrong !== undefined) return $multi(undefined, wrong);
  const [roles, unknown] = joinRoles(wanted.roles);
  if (roles === undefined) return $multi(undefined, unknown);
  const { localAccounts, adminName } = settings();
  if (localAccounts === "admin" && name !== adminName) return $multi(undefined, failure("local-accounts"));
  return alone((): Result<User> => {
    const [existing, problem] = loadUser(name);
    if (existing !== undefined) return $multi(undefined, failureOf("user-exists", name));
    if (problem.reason !== "no-such-user") return $multi(undefined, problem);
    const full = crowdProblem();
    if (full !== undefined) return $multi(undefined, full);
    const record = writeUser(name, { displayName, ownRoles: roles, ...change });
    const [, unavailable] = transact(deleteUser(name), record, more);
    if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
    notice("account made", { user: name, roles, by: by ?? "" });
    return loadUser(name);
  });
}

/** Makes an account with a first password, which is returned, stored nowhere, and has to be changed at once. */
export function createUser(
  by: string | undefined,
  wanted: NewUser,
): Result<{ readonly user: UserSummary; readonly password: string }> {
  const password = randomPassword();
  const encoded = hashInThread(password);
  if (encoded === undefined) return $multi(undefined, failure("busy"));
  const [user, problem] = addUser(by, wanted, { password: encoded, mustChangePassword: true }, [
    forgetTries(wanted.name),
  ]);
  if (user === undefined) return $multi(undefined, problem);
  return $multi({ user: summaryOf(user), password });
}

/** Applies a change to an account that may keep or lose its access. */
function change(
  name: string,
  allowed: (user: User) => Failure | undefined,
  commands: (user: User) => Command[],
  endSessions: boolean,
): Result<UserSummary> {
  return alone((): Result<UserSummary> => {
    const [user, unknown] = loadUser(name);
    if (user === undefined) return $multi(undefined, unknown);
    const refused = allowed(user);
    if (refused !== undefined) return $multi(undefined, refused);
    const [, unavailable] = transact(commands(user));
    if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
    if (endSessions && !endAllSessions(name)) return $multi(undefined, failure("state-unavailable"));
    return getUser(name);
  });
}

/** Gives an account these roles, and no others but its provider's. Its sessions go on with them; its tokens lose what it may no longer. */
export function setRoles(by: string | undefined, name: string, roles: readonly string[]): Result<UserSummary> {
  const [joined, unknown] = joinRoles(roles);
  if (joined === undefined) return $multi(undefined, unknown);
  const allowed = (user: User): Failure | undefined => {
    if (givesPermissions(effectiveRoles(joined, user)) || !givesPermissions(user.roles)) return undefined;
    return by === name ? failure("own-account") : lastAdminProblem(user);
  };
  const [summary, problem] = change(name, allowed, () => [changeUser(name, { ownRoles: joined })], false);
  if (summary === undefined) return $multi(undefined, problem);
  notice("roles changed", { user: name, roles: joined, by: by ?? "" });
  return $multi(summary);
}

/** Takes an account's access away: its sessions end and its tokens open nothing, until it is enabled again. */
export function disableUser(by: string | undefined, name: string): Result<UserSummary> {
  const disable = (): Command[] => [changeUserAndEpoch(name, { disabled: true })];
  const [summary, problem] = change(name, losesAccess(by), disable, true);
  if (summary === undefined) return $multi(undefined, problem);
  notice("account disabled", { user: name, by: by ?? "" });
  return $multi(summary);
}

/** Gives a disabled account its access back; its password and tokens are those of before. */
export function enableUser(by: string | undefined, name: string): Result<UserSummary> {
  const enable = (): Command[] => [changeUser(name, { disabled: false })];
  const [summary, problem] = change(name, () => undefined, enable, false);
  if (summary === undefined) return $multi(undefined, problem);
  notice("account enabled", { user: name, by: by ?? "" });
  return $multi(summary);
}
