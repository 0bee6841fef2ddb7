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

function answerForm(status: number, to: string, errorKey: string | undefined): void {
  const user = ngx.var["http_x_user"] ?? "";
  const problem = errorKey === undefined ? "" : textOf(errorKey);
  answerPage(status, "password", { to: safeReturnTarget(to), user, error: problem });
}

/** Stores the new password; every session of the person ends, and this browser gets a new one. */
function store(user: User, password: string, to: string): void {
  const encoded = hashInThread(password);
  if (encoded === undefined) return answerForm(503, to, "login.error.unavailable");
  const [, failure] = valkey(writeUser({ ...user, password: encoded, mustChangePassword: false }));
  if (failure !== undefined || !endAllSessions(user.name)) return answerForm(503, to, "login.error.unavailable");
  const [changed] = findUser(user.name);
  const token = changed === undefined ? undefined : startSession(changed);
  if (token === undefined) return answerForm(503, to, "login.error.unavailable");
  notice(`password changed: user=${user.name}`);
  ngx.header["Set-Cookie"] = sessionCookie(token);
  ngx.redirect(safeReturnTarget(to), 303);
}

function checkForm(): void {
  const form = readForm();
  if (form === undefined) return answerForm(400, "/", "password.error.current");
  const to = form["to"] ?? "/";
  const current = form["current"] ?? "";
  const password = form["password"] ?? "";
  const [user, failure] = findUser(ngx.var["http_x_user"] ?? "");
  if (failure !== undefined || user === undefined) return answerForm(503, to, "login.error.unavailable");
  const right = verifyInThread(string.sub(current, 1, 256), user.password);
  if (right === undefined) return answerForm(503, to, "login.error.unavailable");
  if (!right) return answerForm(401, to, "password.error.current");
  if (password !== form["repeat"]) return answerForm(422, to, "password.error.repeat");
  const problem = passwordProblem(password, user.name, current);
  if (problem !== undefined) return answerForm(422, to, problem);
  store(user, password, to);
}

/** GET shows the form; POST checks the current password and sets a new one. */
export function changePassword(): void {
  if (ngx.req.get_method() === "POST") checkForm();
  else answerForm(200, (decodeForm(ngx.var["args"] ?? "") ?? {})["to"] ?? "/", undefined);
}
