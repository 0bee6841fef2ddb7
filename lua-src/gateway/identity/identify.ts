import { readSessionCookie } from "../http/cookies";
import { refuse, type Refusal } from "../http/refusal";
import { stateIsUsable } from "../health/state";
import { report } from "../log";
import { recallShared, share } from "../state/shared";
import { valkey } from "../state/valkey";
import type { Principal } from "./principal";
import { readSession, sessionOf, touchSession } from "./sessions";
import { tokenKey } from "./token";
import { readUser, userOf } from "./users";

/** How long a verdict may be used without looking again: the bound for every revocation (design.md). */
const VERDICT_SECONDS = 1;

type Identified = LuaMultiReturn<[Principal | undefined, undefined?] | [undefined, Refusal]>;

/** A verdict is kept as `<user> <,roles> <must change> <confirmed at>`; none of them can hold a space. */
function recall(key: string): Principal | undefined {
  const verdict = recallShared("verdicts", key);
  if (verdict === undefined) return undefined;
  const [user, roles, due, confirmed] = string.match(verdict, "^(%S+) ,(%S*) ([01]) (%d+)$");
  const confirmedAt = tonumber(confirmed);
  if (user === undefined || roles === undefined || confirmedAt === undefined) return undefined;
  return { kind: "session", user, roles, limit: undefined, mustChangePassword: due !== "0", confirmedAt, key };
}

function remember({ key, user, roles, mustChangePassword, confirmedAt }: Principal): void {
  const due = mustChangePassword ? "1" : "0";
  share("verdicts", key, string.format("%s ,%s %s %d", user, roles, due, confirmedAt), VERDICT_SECONDS);
}

function unavailable(failure: string): Refusal {
  report(`state unavailable: ${failure}`);
  return refuse(503, "state-unavailable", "The session store does not answer; try again in a moment.");
}

/** A token that opens nothing is remembered too, apart from the verdicts, which it must not push out. */
function stranger(key: string): Identified {
  share("strangers", key, "", VERDICT_SECONDS);
  return $multi(undefined);
}

/** Looks the session and its user up anew. */
function lookUp(key: string): Identified {
  const [replies, failure] = valkey(readSession(key));
  if (replies === undefined) return $multi(undefined, unavailable(failure));
  const session = sessionOf(replies[0]);
  if (session === undefined) return stranger(key);
  const [more, broken] = valkey(readUser(session.user), ...touchSession(key, session));
  if (more === undefined) return $multi(undefined, unavailable(broken));
  const user = userOf(session.user, more[0]);
  if (user === undefined || user.epoch !== session.epoch) return stranger(key);
  const principal: Principal = {
    kind: "session",
    user: user.name,
    roles: user.roles,
    limit: undefined,
    mustChangePassword: user.mustChangePassword,
    confirmedAt: session.confirmed,
    key,
  };
  remember(principal);
  return $multi(principal);
}

/**
 * Who the request acts for, by its session cookie: undefined where nobody, with a refusal where it can't be
 * known. A verdict is at most a second old.
 */
export function identify(): Identified {
  const token = readSessionCookie();
  if (token === undefined) return $multi(undefined);
  // Of a state that is not known to be in order, nothing is believed.
  if (!stateIsUsable()) return $multi(undefined, unavailable("not ready"));
  const key = tokenKey(token);
  const known = recall(key);
  if (known !== undefined) return $multi(known);
  if (recallShared("strangers", key) !== undefined) return $multi(undefined);
  return lookUp(key);
}
