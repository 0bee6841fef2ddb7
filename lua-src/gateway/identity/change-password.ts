import { sessionCookie } from "../http/cookies";
import { decodeForm, readForm } from "../http/form";
import { safeReturnTarget } from "../http/return-target";
import { notice } from "../log";
import { answerPage } from "../pages/render";
import { textOf } from "../pages/texts";
import { valkey } from "../state/valkey";
import { hashInThread, passwordProblem, verifyInThread } from "./passwords";
import { endAllSessions, startSession } from "./sessions";
import { findUser, writeUser, type User } from "./users";

/** The form: for a first password, which has to be changed before anything else, or for one that may stay. */
function answerForm(status: number, to: string, errorKey: string | undefined, user: User | undefined): void {
  const due = user?.mustChangePassword !== false;
  const wording = due ? "password.first" : "password.own";
  answerPage(status, "password", {
    to: safeReturnTarget(to),
    user: ngx.var["http_x_user"] ?? "",
    error: errorKey === undefined ? "" : textOf(errorKey),
    title: textOf(`${wording}.title`),
    lead: textOf(`${wording}.lead`),
    current: textOf(`${wording}.current`),
    back: due ? "" : safeReturnTarget(to),
  });
}

/** The key of an error's text: two of them name the password that is to be replaced. */
function errorFor(user: User, errorKey: string): string {
  const named = errorKey === "password.error.current" || errorKey === "password.error.same";
  return named && !user.mustChangePassword ? `${errorKey}.own` : errorKey;
}

/** Stores the new password; every session of the person ends, and this browser gets a new one. */
function store(user: User, password: string, to: string): void {
  const encoded = hashInThread(password);
  if (encoded === undefined) return answerForm(503, to, "login.error.unavailable", user);
  const [, failure] = valkey(writeUser({ ...user, password: encoded, mustChangePassword: false }));
  if (failure !== undefined || !endAllSessions(user.name)) {
    return answerForm(503, to, "login.error.unavailable", user);
  }
  const [changed] = findUser(user.name);
  const token = changed === undefined ? undefined : startSession(changed);
  if (token === undefined) return answerForm(503, to, "login.error.unavailable", user);
  notice(`password changed: user=${user.name}`);
  ngx.header["Set-Cookie"] = sessionCookie(token);
  ngx.redirect(safeReturnTarget(to), 303);
}

function checkForm(): void {
  const form = readForm();
  const to = form?.["to"] ?? "/";
  const current = form?.["current"] ?? "";
  const password = form?.["password"] ?? "";
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined || user === undefined) return answerForm(503, to, "login.error.unavailable", undefined);
  if (form === undefined) return answerForm(400, to, errorFor(user, "password.error.current"), user);
  const right = verifyInThread(string.sub(current, 1, 256), user.password);
  if (right === undefined) return answerForm(503, to, "login.error.unavailable", user);
  if (!right) return answerForm(401, to, errorFor(user, "password.error.current"), user);
  if (password !== form["repeat"]) return answerForm(422, to, "password.error.repeat", user);
  const problem = passwordProblem(password, user.name, current);
  if (problem !== undefined) return answerForm(422, to, errorFor(user, problem), user);
  store(user, password, to);
}

function showForm(): void {
  const { to = "/" } = decodeForm(ngx.var["args"] ?? "") ?? {};
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined) return answerForm(503, to, "login.error.unavailable", undefined);
  answerForm(200, to, undefined, user);
}

/** GET shows the form; POST checks the current password and sets a new one. */
export function changePassword(): void {
  if (ngx.req.get_method() === "POST") checkForm();
  else showForm();
}
