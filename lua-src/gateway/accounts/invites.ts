import { hashInThread, passwordProblem } from "./password";
import { endAllSessions } from "./session-list";
import { tokenKey, newToken } from "../opaque-token";
import { changeUserAndEpoch, isProviders, mayLogIn, type User } from "./user-record";
import { notice } from "../log";
import { transact, valkey, text, type Command } from "../state/valkey";
import { forgetTries } from "../throttle/admit";
import { forgetKnown } from "../throttle/known";
import { failure, stateFailure, type PlainReason, type Result } from "./failure";
import { alone, loadUser } from "./people";
import { addUser, summaryOf, type NewUser, type UserSummary } from "./users";
import { settings } from "../config/settings";

/**
 * One-time links, by which somebody sets the password of an account. A link has 256 random bits, of which the state
 * has the SHA-256: `invite:<hash>` names the account, and the account names the hash, so that a newer link ends the
 * one before.
 *
 * @module
 */
export const INVITE_SECONDS = 72 * 3600;

const inviteName = (key: string): string => `invite:${key}`;

/** A new link. */
export interface Invite {
  /** What the account remembers of it. */
  readonly key: string;
  /** What a person opens; shown once and stored nowhere. */
  readonly link: string;
}

/** Makes a link; `writeInvite` stores it. */
export function newInvite(): Invite {
  const code = newToken();
  return { key: tokenKey(code), link: `${settings().publicUrl}/invite?code=${code}` };
}

/** The command that stores a link for an account. */
export function writeInvite(key: string, user: string): Command {
  return ["SET", inviteName(key), user, "EX", INVITE_SECONDS];
}

/** The commands that end an account's link, if it has one. */
export function forgetInvite({ invite }: Pick<User, "invite">): Command[] {
  return invite === "" ? [] : [["DEL", inviteName(invite)]];
}

/** The account that a code is for; undefined for none; the second result says that the state does not answer. */
export function userOfInvite(key: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["GET", inviteName(key)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(text(replies[0]));
}

/** Uses a link up; false where somebody else did. The second result says that the state does not answer. */
export function spendInvite(key: string): LuaMultiReturn<[boolean, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["DEL", inviteName(key)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(replies[0] === 1);
}

/**
 * Invitations: a link, good for 72 hours and one use, by which a person sets the account's password. The operator
 * hands it on; the gateway sends nothing. See users.ts for `by` and failures.
 *
 * @module
 */
export interface Invited {
  readonly user: UserSummary;
  /** `PUBLIC_URL/invite?code=...`; shown once. */
  readonly link: string;
}

/** Makes an account without a password, and the link that sets one. */
export function inviteUser(by: string | undefined, wanted: NewUser): Result<Invited> {
  const { key, link } = newInvite();
  const more = [writeInvite(key, wanted.name), forgetTries(wanted.name)];
  const [user, problem] = addUser(by, wanted, { mustChangePassword: false, invite: key }, more);
  if (user === undefined) return $multi(undefined, problem);
  return $multi({ user: summaryOf(user), link });
}

/**
 * Takes an account's password away, ends its sessions, and makes a new link: for a lost password, or an invitation
 * that has run out. Its tokens stay. The last account that can give permissions is not reset but by the command line,
 * since a link that gets lost would lock all people out.
 */
export function resetUser(by: string | undefined, name: string): Result<Invited> {
  return alone((): Result<Invited> => {
    const [user, unknown] = loadUser(name);
    if (user === undefined) return $multi(undefined, unknown);
    if (by === name) return $multi(undefined, failure("own-account"));
    if (isProviders(user)) return $multi(undefined, failure("provider-account"));
    const { key, link } = newInvite();
    const change = { password: "", mustChangePassword: false, invite: key };
    const [, unavailable] = transact(
      forgetInvite(user),
      [changeUserAndEpoch(name, change), writeInvite(key, name), forgetTries(name)],
      // Whoever had the old password may have made places known.
      forgetKnown(name),
    );
    if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
    if (!endAllSessions(name)) return $multi(undefined, failure("state-unavailable"));
    notice("account reset", { user: name, by: by ?? "" });
    return $multi({ user: summaryOf({ ...user, ...change }), link });
  });
}

/** The account that a link's code is for: for the page that asks for the new password. Uses nothing up. */
export function findInvited(code: string): Result<User> {
  const [name, unavailable] = userOfInvite(tokenKey(code));
  if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
  if (name === undefined) return $multi(undefined, failure("invite-unknown"));
  const [user, unknown] = loadUser(name);
  if (user === undefined) {
    return $multi(undefined, unknown.reason === "no-such-user" ? failure("invite-unknown") : unknown);
  }
  if (user.invite !== tokenKey(code) || !mayLogIn(user)) return $multi(undefined, failure("invite-unknown"));
  return $multi(user);
}

/**
 * Sets the password of a link's account, and uses the link up: of two who try at once, one gets in. A password that is
 * refused leaves the link as it was. The caller then lets the person in (sign-in/enter.ts).
 */
export function acceptInvite(code: string, password: string): Result<User> {
  const [invited, invalid] = findInvited(code);
  if (invited === undefined) return $multi(undefined, invalid);
  const { name } = invited;
  const weak = passwordProblem(password, name, "");
  if (weak !== undefined) return $multi(undefined, failure(weak as PlainReason));
  const encoded = hashInThread(password);
  if (encoded === undefined) return $multi(undefined, failure("busy"));
  return alone((): Result<User> => {
    const [still, gone] = findInvited(code);
    if (still === undefined) return $multi(undefined, gone);
    const [spent, unavailable] = spendInvite(tokenKey(code));
    if (spent === undefined) return $multi(undefined, stateFailure(unavailable));
    if (!spent) return $multi(undefined, failure("invite-unknown"));
    const [, broken] = valkey(changeUserAndEpoch(name, { password: encoded, mustChangePassword: false, invite: "" }));
    if (broken !== undefined) return $multi(undefined, stateFailure(broken));
    notice("invitation accepted", { user: name });
    return loadUser(name);
  });
}
