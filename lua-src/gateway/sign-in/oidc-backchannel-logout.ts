import { loadUser } from "../accounts/people";
import { nameOfPerson } from "../accounts/person-record";
import { readForm } from "../http/form";
import { stateIsUsable } from "../health/health";
import { notice } from "../log";
import { noticeStranger } from "../throttle/log-lines";
import { valkeyMany } from "../state/valkey";
import { checkLogoutToken, type LogoutToken } from "../jwt/logout-token";
import { LOGOUT_TOKEN } from "../jwt/policy";
import { endSessions, sessionKeys } from "../accounts/session-list";
import { readSession, sessionOf } from "../accounts/session-record";
import { type FlowError, isPassing } from "../oidc/error";
import { forgetLogoutToken, markLoggedOut, useLogoutToken, isUsualAlgorithm } from "../oidc/logout-marks";
import { provider, verifyProviderToken } from "../oidc/provider";
import { userOfSid } from "./provider-sessions";

/** Older tokens are refused, so that used ones need not be remembered for longer. */
const OLDEST_SECONDS = 86400;
const SKEW_SECONDS = 120;

function read(token: string): LuaMultiReturn<[LogoutToken] | [undefined, FlowError]> {
  const [claims, header] = verifyProviderToken(token, LOGOUT_TOKEN, true);
  if (claims === undefined) return $multi(undefined, header);
  const usual = isUsualAlgorithm(header.alg);
  if (usual !== true) return $multi(undefined, usual === false ? "header-alg" : "state-unavailable");
  const now = ngx.time();
  const { issuer, clientId } = provider();
  const [logout, refusal] = checkLogoutToken(claims, { issuer, clientId, now });
  if (logout === undefined) return $multi(undefined, refusal);
  if (logout.iat < now - OLDEST_SECONDS) return $multi(undefined, "logout-old");
  const seconds = math.min(logout.exp - now, OLDEST_SECONDS) + SKEW_SECONDS;
  const used = useLogoutToken(logout.jti, seconds);
  if (used === undefined) return $multi(undefined, "state-unavailable");
  if (!used) return $multi(undefined, "logout-replay");
  return $multi(logout);
}

/**
 * Whose sessions are meant: the person's where one is named, since a session of the provider's may have been another
 * one's before; else those of whom the provider's session is known to be.
 */
function userOf({ sid, sub }: LogoutToken): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  if (sub !== undefined) return nameOfPerson(sub);
  if (sid === undefined) return $multi(undefined);
  return userOfSid(sid);
}

/** Ends the sessions that a token means; false where the state does not answer. */
function endMeant(logout: LogoutToken): boolean {
  if (!markLoggedOut(logout)) return false;
  const [name, failure] = userOf(logout);
  if (failure !== undefined) return false;
  if (name === undefined) return true;
  const [user, unknown] = loadUser(name);
  if (user === undefined) return unknown.reason === "no-such-user";
  // Both are named: then it is this person's session (section 2.4).
  if (logout.sub !== undefined && logout.sub !== user.subject) return true;
  const keys = sessionKeys(name);
  if (keys === undefined) return false;
  const [replies] = valkeyMany(keys.map((key) => readSession(key)));
  if (replies === undefined) return false;
  const meant = keys.filter((_, index) => {
    const session = sessionOf(replies[index]);
    // A session whose login named no session of the provider's may be the one.
    return session !== undefined && (logout.sid === undefined || session.sid === logout.sid || session.sid === "");
  });
  if (!endSessions(meant, name)) return false;
  notice("sessions ended by the provider", { user: name, count: meant.length });
  return true;
}

function answer(status: number, body: string): void {
  ngx.status = status;
  ngx.header["Content-Type"] = "application/json";
  ngx.print(body);
}

function refuse(failure: FlowError): void {
  noticeStranger(ngx.var["http_x_client"] ?? "", "logout by the provider refused", { reason: failure });
  answer(400, '{"error":"invalid_request"}');
}

/**
 * POST /oidc/backchannel-logout: the provider says whose sessions are over (OpenID Connect Back-Channel Logout 1.0, section
 * 2.5). 200 where they are, 400 for a token that is none, 503 where it has to try again.
 */
export function backchannelLogout(): void {
  if (!stateIsUsable()) return answer(503, "{}");
  const token = readForm()?.["logout_token"];
  if (token === undefined) return refuse("jws-form");
  const [logout, failure] = read(token);
  if (logout === undefined) return isPassing(failure) ? answer(503, "{}") : refuse(failure);
  if (endMeant(logout)) return answer(200, "{}");
  forgetLogoutToken(logout.jti);
  answer(503, "{}");
}
