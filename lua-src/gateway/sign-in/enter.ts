import { deviceCookie, sessionCookie } from "../http/cookies";
import { valkey } from "../state/valkey";
import { noteLogin } from "../throttle/known";
import { loginOrigin } from "./login-origin";
import { endSession, startSession, type Beginning } from "../accounts/session-record";
import { tokenKey } from "../opaque-token";
import { changeUser, type User } from "../accounts/user-record";

/**
 * Lets a person in whose password, or invitation, was right, or whom the provider has vouched for (`given`): a session of a new token, cookies for it and for the
 * browser, which is known from now on. The session that came with the request is over, whosever it was. The request is
 * one of the inner server. Returns the session's key; undefined where not all of it is certain, and no cookie is set.
 */
export function enter(user: User, given?: Beginning): string | undefined {
  const earlier = ngx.var["http_x_session_key"] ?? "";
  if (earlier !== "") endSession(earlier, user.name);
  const origin = loginOrigin();
  const now = ngx.time();
  const browser = noteLogin(user.name, origin.address, ngx.var["http_x_browser"] ?? "", now);
  const token = startSession(user, origin, given ?? { confirmed: now, given: undefined });
  if (browser === undefined || token === undefined) return undefined;
  const [, failure] = valkey(changeUser(user.name, { lastLoginAt: now }));
  if (failure !== undefined) return undefined;
  ngx.header["Set-Cookie"] = [sessionCookie(token), deviceCookie(browser)];
  return tokenKey(token);
}
