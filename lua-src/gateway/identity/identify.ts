import { hasAuthorization } from "../http/authorization";
import { hasSessionCookie, readSessionCookie } from "../http/cookies";
import { refuse, type Refusal, unavailable } from "../http/refusal";
import { stateIsUsable } from "../health/health";
import { currentEra } from "../state/era";
import { valkey, valkeyMany } from "../state/valkey";
import { identifyToken } from "./identify-token";
import { refreshIfDue } from "../sign-in/refresh";
import type { Principal } from "../verdicts/principal";
import { recallRecent, rememberRecent } from "../verdicts/recent";
import { isListed, readListed } from "../accounts/session-list";
import { readSession, sessionOf, touchSession } from "../accounts/session-record";
import { tokenKey } from "../opaque-token";
import { mayLogIn, readUser, userOf } from "../accounts/user-record";
import {
  recallUnknown,
  recallVerdict,
  rememberUnknown,
  rememberVerdict,
  verdictEnd,
  type Verdict,
} from "../verdicts/verdicts";

type Identified = LuaMultiReturn<[Principal | undefined, undefined?] | [undefined, Refusal]>;
type Found = LuaMultiReturn<[Verdict | undefined, undefined?] | [undefined, Refusal]>;

const TWO_CREDENTIALS = refuse(400, "two-credentials", "Send a session's cookie or an Authorization header, not both.");

function opensNothing(key: string): Found {
  rememberUnknown(key, "no-session");
  return $multi(undefined);
}

/** Looks the session and its user up anew. */
function lookUp(key: string): Found {
  const until = verdictEnd();
  const [replies, failure] = valkey(readSession(key));
  if (replies === undefined) return $multi(undefined, unavailable(failure));
  const session = sessionOf(replies[0]);
  if (session === undefined) return opensNothing(key);
  const [more, broken] = valkey(readUser(session.user), readListed(session.user, key));
  if (more === undefined) return $multi(undefined, unavailable(broken));
  const user = userOf(session.user, more[0]);
  if (user === undefined || !mayLogIn(user) || user.epoch !== session.epoch) return opensNothing(key);
  if (!isListed(more[1])) return opensNothing(key);
  // Only now: a session that is void must run out.
  const touch = touchSession(key, session);
  if (touch.length > 0) valkeyMany(touch);
  refreshIfDue(key, session);
  const principal: Principal = {
    kind: "session",
    user: user.name,
    roles: user.roles,
    limit: undefined,
    mustChangePassword: user.mustChangePassword,
    confirmedAt: session.confirmed,
    key,
  };
  const verdict = { principal, expiresAt: 0, addresses: "", until };
  rememberVerdict(key, verdict);
  return $multi(verdict);
}

function find(token: string): Found {
  // Of a state that is not known to be in order, nothing is believed.
  if (!stateIsUsable()) return $multi(undefined, unavailable("not ready"));
  const key = tokenKey(token);
  const known = recallVerdict("session", key);
  if (known !== undefined) return $multi(known);
  if (recallUnknown(key) !== undefined) return $multi(undefined);
  return lookUp(key);
}

/** By the Cookie header. */
function identifySession(cookies: string): Identified {
  const recent = recallRecent("cookie", cookies);
  if (recent !== undefined) return $multi(recent.principal);
  const era = currentEra();
  const token = readSessionCookie();
  if (token === undefined) return $multi(undefined);
  const [found, failure] = find(token);
  if (failure !== undefined) return $multi(undefined, failure);
  if (found === undefined) return $multi(undefined);
  rememberRecent("cookie", cookies, found, era);
  return $multi(found.principal);
}

/**
 * Who the request acts for, by its session cookie or its API token: undefined where nobody, with a refusal where it
 * can't be known, or where a token opens nothing. Both on one request are refused: it could not be said whose it is.
 * What is known of either is at most a second old.
 */
export function identify(): Identified {
  const cookies = ngx.var["http_cookie"];
  if (!hasAuthorization()) {
    if (cookies === undefined) return $multi(undefined);
    return identifySession(cookies);
  }
  if (hasSessionCookie()) return $multi(undefined, TWO_CREDENTIALS);
  return identifyToken();
}
