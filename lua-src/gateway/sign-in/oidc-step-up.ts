import { nameOfPerson } from "../accounts/person-record";
import { renewPerson } from "../accounts/provider-people";
import { sessionCookie } from "../http/cookies";
import { notice } from "../log";
import { valkey } from "../state/valkey";
import { SKEW_SECONDS } from "../jwt/claims";
import { confirmSession, endSession, readSession, sessionOf } from "../accounts/session-record";
import { tokenKey } from "../opaque-token";
import { authenticatedAt, givenSession, isAsAsked } from "./given-session";
import type { FlowError } from "../oidc/error";
import type { BegunLogin } from "../oidc/login-state";
import { wasLoggedOut } from "../oidc/logout-marks";
import { answerNotAdmitted, answerError } from "./oidc-pages";
import { personOf } from "./person";
import { noteSid } from "./provider-sessions";
import type { VerifiedLogin } from "../oidc/verified-login";

/** Whether the person was authenticated after the step-up began, and as the settings ask (Core 1.0, sections 2 and 5.5.1.1). */
function proofError({ begunAt }: BegunLogin, { idToken }: VerifiedLogin): FlowError | undefined {
  if (!isAsAsked(idToken)) return "confirm-acr";
  return authenticatedAt(idToken) < begunAt - SKEW_SECONDS ? "confirm-auth_time" : undefined;
}

/**
 * Ends a step-up: the session that asked for it is confirmed, if it is still there, and if the person whom the provider has
 * now authenticated is its own. What is done next is done by somebody who was there a moment ago.
 */
export function finishConfirm(login: BegunLogin, verified: VerifiedLogin): void {
  const failure = proofError(login, verified);
  if (failure !== undefined) return answerError(failure);
  const key = ngx.var["http_x_session_key"] ?? "";
  const [replies] = valkey(readSession(key));
  const [name, unknown] = nameOfPerson(verified.idToken.sub);
  if (replies === undefined || unknown !== undefined) return answerError("state-unavailable");
  const session = sessionOf(replies[0]);
  // Before anything is written of a person whose session this is not.
  if (session === undefined || session.user !== name || login.user !== name) return answerError("confirm-other");
  const [user, problem] = renewPerson(personOf(verified));
  if (user === undefined) return answerNotAdmitted(problem.reason);
  if (user.name !== name) return answerError("confirm-other");
  const { sid, sub, iat } = verified.idToken;
  if (sid !== undefined && !noteSid(sid, user.name)) return answerError("state-unavailable");
  const given = givenSession(user.name, verified, login.nonce);
  const token = confirmSession(key, { confirmed: authenticatedAt(verified.idToken), given });
  if (token === undefined) return answerError("state-unavailable");
  // As at a login: only now does a logout by the provider find what it is to end.
  const over = wasLoggedOut(sid, sub, iat);
  if (over !== false) {
    endSession(tokenKey(token), user.name);
    return answerError(over === true ? "state-expired" : "state-unavailable");
  }
  notice(`confirmed by the provider: user=${user.name}`);
  ngx.header["Set-Cookie"] = sessionCookie(token);
  ngx.redirect(login.to, 303);
}
