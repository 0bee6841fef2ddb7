import { deleteApiToken, tokensOf } from "./token-record";
import { endAllSessions } from "./session-list";
import { deleteUser, type User } from "./user-record";
import { notice } from "../log";
import { emptySet } from "../state/pages";
import { transact } from "../state/valkey";
import { forgetTries } from "../throttle/admit";
import { forgetKnown } from "../throttle/known";
import { failure, stateFailure, type Failure, type Result } from "./failure";
import { forgetInvite } from "./invites";
import { alone, loadUser, losesAccess } from "./people";
import { canForgetPerson, forgetPerson } from "./person-record";

function problemOf(by: string | undefined, user: User): Failure | undefined {
  const refused = losesAccess(by)(user);
  if (refused !== undefined) return refused;
  const canForget = canForgetPerson(user);
  if (canForget === undefined) return failure("state-unavailable");
  return canForget ? undefined : failure("too-many-removed");
}

/** Removes an account with its sessions, tokens and invitation. See users.ts for `by` and failures. */
export function removeUser(by: string | undefined, name: string): Result<true> {
  return alone((): Result<true> => {
    const [user, unknown] = loadUser(name);
    if (user === undefined) return $multi(undefined, unknown);
    const problem = problemOf(by, user);
    if (problem !== undefined) return $multi(undefined, problem);
    // The tokens first: one that was left would be the next account's of this name.
    const unavailable = emptySet(tokensOf(name), (id) => deleteApiToken({ id, owner: name }));
    if (unavailable !== undefined) return $multi(undefined, stateFailure(unavailable));
    const tries = [forgetTries(name)].concat(forgetKnown(name));
    const [, broken] = transact(deleteUser(name), forgetInvite(user), tries, forgetPerson(user));
    if (broken !== undefined) return $multi(undefined, stateFailure(broken));
    if (!endAllSessions(name)) return $multi(undefined, failure("state-unavailable"));
    notice("account removed", { user: name, by: by ?? "" });
    return $multi(true);
  });
}
