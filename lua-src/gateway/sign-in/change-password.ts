import { replacePassword } from "../accounts/people";
import { decodeForm, readForm } from "../http/form";
import { safeReturnTarget } from "../http/return-target";
import { notice } from "../log";
import { answerPage, textOf } from "../templates/render";
import { checkPassword } from "./check-password";
import { enter } from "./enter";
import { landingOf } from "./landing";
import { hashInThread, passwordProblem } from "../accounts/password";
import { endAllSessions } from "../accounts/session-list";
import { findUser, isProviders, type User } from "../accounts/user-record";
import { waitText } from "./wait-text";

/** The form: for a first password, which has to be changed before anything else, or for one that may stay. */
function answerForm(status: number, to: string, error: string, user: User | undefined): void {
  const due = user?.mustChangePassword !== false;
  const wording = due ? "password.first" : "password.own";
  answerPage(status, "password", {
    to: safeReturnTarget(to),
    user: ngx.var["http_x_user"] ?? "",
    error,
    title: textOf(`${wording}.title`),
    lead: textOf(`${wording}.lead`),
    current: textOf(`${wording}.current`),
    back: due ? "" : safeReturnTarget(to),
  });
}

function answerUnavailable(to: string, user: User | undefined): void {
  answerForm(503, to, textOf("login.error.unavailable"), user);
}

/** The password of a person whom the provider vouches for is the provider's. */
function answerElsewhere(): void {
  answerPage(403, "message", {
    title: textOf("password.elsewhere.title"),
    text: textOf("password.elsewhere.text"),
    link: "/account",
    back: textOf("message.to-account"),
  });
}

/** An error's text: two of them name the password that is to be replaced. */
function errorFor(user: User, errorKey: string): string {
  const named = errorKey === "password.error.current" || errorKey === "password.error.same";
  return textOf(named && !user.mustChangePassword ? `${errorKey}.own` : errorKey);
}

/** Stores the new password; every session of the person ends, and this browser gets a new one. */
function store(user: User, password: string, to: string): void {
  const encoded = hashInThread(password);
  if (encoded === undefined) return answerUnavailable(to, user);
  const [changed] = replacePassword(user, encoded);
  if (changed === undefined || !endAllSessions(user.name) || enter(changed) === undefined) {
    return answerUnavailable(to, user);
  }
  notice(`password changed: user=${user.name}`);
  ngx.redirect(landingOf(changed, safeReturnTarget(to)), 303);
}

function checkForm(): void {
  const form = readForm();
  const to = form?.["to"] ?? "/";
  const current = form?.["current"] ?? "";
  const password = form?.["password"] ?? "";
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined || user === undefined) return answerUnavailable(to, undefined);
  if (isProviders(user)) return answerElsewhere();
  if (form === undefined) return answerForm(400, to, errorFor(user, "password.error.current"), user);
  const checked = checkPassword(user.name, user, current);
  if (checked.outcome === "unavailable") return answerUnavailable(to, user);
  if (checked.outcome === "wait") return answerForm(429, to, waitText(checked.seconds), user);
  if (checked.outcome === "wrong") return answerForm(401, to, errorFor(user, "password.error.current"), user);
  if (password !== form["repeat"]) return answerForm(422, to, textOf("password.error.repeat"), user);
  const problem = passwordProblem(password, user.name, current);
  if (problem !== undefined) return answerForm(422, to, errorFor(user, problem), user);
  store(user, password, to);
}

function showForm(): void {
  const { to = "/" } = decodeForm(ngx.var["args"] ?? "") ?? {};
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined) return answerUnavailable(to, undefined);
  if (user !== undefined && isProviders(user)) return answerElsewhere();
  answerForm(200, to, "", user);
}

/** GET shows the form; POST checks the current password and sets a new one. */
export function changePassword(): void {
  if (ngx.req.get_method() === "POST") checkForm();
  else showForm();
}
