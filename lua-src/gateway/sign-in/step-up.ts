import { sessionCookie } from "../http/cookies";
import { decodeForm, readForm } from "../http/form";
import { safeReturnTarget } from "../http/return-target";
import { notice } from "../log";
import { answerPage, textOf } from "../templates/render";
import { checkPassword } from "./check-password";
import { answerOnward } from "./onward";
import { confirmSession } from "../accounts/session-record";
import { findUser, isProviders } from "../accounts/user-record";
import { waitText } from "./wait-text";

function answerForm(status: number, to: string, error: string): void {
  answerPage(status, "confirm", { to: safeReturnTarget(to), user: ngx.var["http_x_user"] ?? "", error });
}

function checkForm(): void {
  const form = readForm();
  const to = form?.["to"] ?? "/";
  if (form === undefined) return answerForm(400, to, textOf("password.error.current.own"));
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  const unavailable = textOf("login.error.unavailable");
  if (failure !== undefined || user === undefined) return answerForm(503, to, unavailable);
  const checked = checkPassword(user.name, user, form["password"] ?? "");
  if (checked.outcome === "unavailable") return answerForm(503, to, unavailable);
  if (checked.outcome === "wait") return answerForm(429, to, waitText(checked.seconds));
  if (checked.outcome === "wrong") return answerForm(401, to, textOf("password.error.current.own"));
  const token = confirmSession(ngx.var["http_x_session_key"] ?? "", { confirmed: ngx.time(), given: undefined });
  if (token === undefined) return answerForm(503, to, unavailable);
  notice(`password confirmed: user=${user.name}`);
  ngx.header["Set-Cookie"] = sessionCookie(token);
  ngx.redirect(safeReturnTarget(to), 303);
}

/**
 * Step-up: what changes much needs a password that was given lately. GET shows the form; POST checks the password and
 * moves the session to a new token, from which the time counts. A person whom the provider vouches for proves it there.
 */
export function confirm(): void {
  if (ngx.req.get_method() === "POST") return checkForm();
  const { to = "/" } = decodeForm(ngx.var["args"] ?? "") ?? {};
  const [user] = findUser(ngx.var["http_x_user"] ?? "");
  if (user !== undefined && isProviders(user)) {
    return answerOnward(`/oidc/confirm?to=${ngx.escape_uri(safeReturnTarget(to))}`, "confirming");
  }
  answerForm(200, to, "");
}
