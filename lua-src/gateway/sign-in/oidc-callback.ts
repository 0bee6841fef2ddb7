import { admitPerson } from "../accounts/provider-people";
import { decodeForm } from "../http/form";
import { stateIsUsable } from "../health/health";
import { notice } from "../log";
import { addShared } from "../state/shared";
import { text, valkey } from "../state/valkey";
import { enter } from "./enter";
import { landingOf } from "./landing";
import { endSession } from "../accounts/session-record";
import type { User } from "../accounts/user-record";
import { readCallback } from "../oidc/callback";
import type { FlowError } from "../oidc/error";
import { authenticatedAt, givenSession } from "./given-session";
import { LOGIN_SECONDS, openLogin, type BegunLogin } from "../oidc/login-state";
import { wasLoggedOut } from "../oidc/logout-marks";
import { answerNotAdmitted, answerRefused, answerError } from "./oidc-pages";
import { personOf } from "./person";
import { provider, providerMetadata } from "../oidc/provider";
import { noteSid } from "./provider-sessions";
import { finishConfirm } from "./oidc-step-up";
import { redeemCode, type VerifiedLogin } from "../oidc/verified-login";

const nameOf = ({ id }: BegunLogin): string => `oidc-login:${id}`;

/**
 * Whether a login may be finished, which nobody may try twice: a provider that sees a code again takes back what it gave
 * for it. Anybody can begin logins, so that what is written before the code was good has to have bounds: it goes into
 * this gateway's memory.
 */
function reuseError(login: BegunLogin): FlowError | undefined {
  const [replies] = valkey(["GET", nameOf(login)]);
  if (replies === undefined) return "state-unavailable";
  const isFirst = text(replies[0]) === undefined && addShared("negative_cache", nameOf(login), "1", 2 * LOGIN_SECONDS);
  return isFirst ? undefined : "state-used";
}

/** Notes, for all gateways, that a login is finished. */
function useError(login: BegunLogin): FlowError | undefined {
  const [replies] = valkey(["SET", nameOf(login), "1", "NX", "EX", 2 * LOGIN_SECONDS]);
  if (replies === undefined) return "state-unavailable";
  return replies[0] === "OK" ? undefined : "state-used";
}

/** Lets the person in, unless the provider has ended its session meanwhile. */
function admit(user: User, login: BegunLogin, verified: VerifiedLogin): FlowError | undefined {
  const { sid, sub, iat } = verified.idToken;
  if (sid !== undefined && !noteSid(sid, user.name)) return "state-unavailable";
  const given = givenSession(user.name, verified, login.nonce);
  const key = enter(user, { confirmed: authenticatedAt(verified.idToken), given });
  if (key === undefined) return "state-unavailable";
  // Only now, when a logout that comes finds the session.
  const over = wasLoggedOut(sid, sub, iat);
  if (over === false) return undefined;
  endSession(key, user.name);
  ngx.header["Set-Cookie"] = undefined;
  return over === true ? "state-expired" : "state-unavailable";
}

function finishLogin(login: BegunLogin, verified: VerifiedLogin): void {
  const [user, problem] = admitPerson(personOf(verified));
  if (user === undefined) return answerNotAdmitted(problem.reason);
  const failure = admit(user, login, verified);
  if (failure !== undefined) return answerError(failure);
  notice(`login ok: user=${user.name} client=${ngx.var["http_x_client"] ?? ""} by=provider`);
  ngx.redirect(landingOf(user, login.to), 303);
}

/** The login that a callback finishes; it can't be used again, whatever becomes of it now. */
function takeLogin(state: string): LuaMultiReturn<[BegunLogin] | [undefined]> {
  const [login, unknown] = openLogin(state, ngx.var["http_x_binding"] ?? "", ngx.time());
  if (login === undefined) {
    answerError(unknown);
    return $multi(undefined);
  }
  const failure = reuseError(login);
  if (failure === undefined) return $multi(login);
  answerError(failure);
  return $multi(undefined);
}

/**
 * GET /oidc/callback: the browser comes back from the provider (OpenID Connect Core 1.0, section 3.1.2.5). Nothing is asked
 * of the provider before the login is known to be one that this browser began.
 */
export function oidcCallback(): void {
  if (!stateIsUsable()) return answerError("state-unavailable");
  const query = decodeForm(ngx.var["args"] ?? "") ?? {};
  const [login] = takeLogin(query["state"] ?? "");
  if (login === undefined) return;
  const [metadata, none] = providerMetadata();
  if (metadata === undefined) return answerError(none);
  const [callback, wrong] = readCallback(query, provider().issuer, metadata.issParameter);
  if (callback === undefined) return answerError(wrong);
  if (callback.kind === "refused") return answerRefused(callback.error, login);
  const [verified, failure] = redeemCode(callback.code, login);
  if (verified === undefined) return answerError(failure);
  const used = useError(login);
  if (used !== undefined) return answerError(used);
  if (login.purpose === "confirm") return finishConfirm(login, verified);
  finishLogin(login, verified);
}
