import { hasAuthorization } from "../http/authorization";
import { hasSessionCookie, readSessionCookie } from "../http/cookies";
import { refuse, type Refusal } from "../http/refusal";
import { stateIsUsable } from "../health/state";
import { valkey } from "../state/valkey";
import { identifyToken } from "./identify-token";
import type { Principal } from "./principal";
import { readSession, sessionOf, touchSession } from "./sessions";
import { tokenKey } from "./token";
import { unavailable } from "./unavailable";
import { readUser, userOf } from "./users";
import { recallStranger, recallVerdict, rememberStranger, rememberVerdict } from "./verdicts";

type Identified = LuaMultiReturn<[Principal | undefined, undefined?] | [undefined, Refusal]>;

const TWO_CREDENTIALS = refuse(400, "two-credentials", "Send a session's cookie or an Authorization header, not both.");

function stranger(key: string): Identified {
  rememberStranger(key, "no-session");
  return $multi(undefined);
}

/** Looks the session and its user up anew. */
function lookUp(key: string): Identified {
  const [replies, failure] = valkey(readSession(key));
  if (replies === undefined) return $multi(undefined, unavailable(failure));
  const session = sessionOf(replies[0]);
  if (session === undefined) return stranger(key);
  const [more, broken] = valkey(readUser(session.user));
  if (more === undefined) return $multi(undefined, unavailable(broken));
  const user = userOf(session.user, more[0]);
  if (user === undefined || user.disabled || user.epoch !== session.epoch) return stranger(key);
  // Only now: a session that is void must run out.
  const touch = touchSession(key, session);
  if (touch.length > 0) valkey(...touch);
  const principal: Principal = {
    kind: "session",
    user: user.name,
    roles: user.roles,
    limit: undefined,
    mustChangePassword: user.mustChangePassword,
    confirmedAt: session.confirmed,
    key,
  };
  rememberVerdict(key, { principal, expiresAt: 0, addresses: "" });
  return $multi(principal);
}

function identifySession(token: string): Identified {
  const key = tokenKey(token);
  const known = recallVerdict("session", key);
  if (known !== undefined) return $multi(known.principal);
  if (recallStranger(key) !== undefined) return $multi(undefined);
  return lookUp(key);
}

/**
 * Who the request acts for, by its session cookie or its API token: undefined where nobody, with a refusal where it
 * can't be known, or where a token opens nothing. Both on one request are refused: it could not be said whose it is.
 * What is known of either is at most a second old.
 */
export function identify(): Identified {
  const hasToken = hasAuthorization();
  if (hasToken && hasSessionCookie()) return $multi(undefined, TWO_CREDENTIALS);
  const session = hasToken ? undefined : readSessionCookie();
  if (!hasToken && session === undefined) return $multi(undefined);
  // Of a state that is not known to be in order, nothing is believed.
  if (!stateIsUsable()) return $multi(undefined, unavailable("not ready"));
  if (session !== undefined) return identifySession(session);
  return identifyToken();
}
