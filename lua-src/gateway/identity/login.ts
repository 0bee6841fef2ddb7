import { readForm, decodeForm } from "../http/form";
import { sessionCookie } from "../http/cookies";
import { safeReturnTarget } from "../http/return-target";
import { stateIsUsable, stateNotice } from "../health/state";
import { notice } from "../log";
import { answerPage } from "../pages/render";
import { textOf } from "../pages/texts";
import { verifyInThread } from "./passwords";
import { endSession, startSession } from "./sessions";
import { findUser, isUserName } from "./users";

const NOTICES: Readonly<Record<string, string>> = {
  "logged-out": "login.notice.logged-out",
  expired: "login.notice.expired",
  "password-changed": "login.notice.password-changed",
};

function answerForm(status: number, to: string, user: string, errorKey: string | undefined, said: string): void {
  const problem = errorKey === undefined ? "" : textOf(errorKey);
  const shown = stateNotice() ?? said;
  answerPage(status, "login", { to: safeReturnTarget(to), user, error: problem, notice: shown });
}

function showForm(): void {
  const query = decodeForm(ngx.var["args"] ?? "") ?? {};
  const key = NOTICES[query["notice"] ?? ""];
  answerForm(200, query["to"] ?? "/", "", undefined, key === undefined ? "" : textOf(key));
}

function logAttempt(user: string, outcome: string): void {
  const named = isUserName(user) ? user : "(not a name)";
  notice(`login ${outcome}: user=${named} client=${ngx.var["http_x_client"] ?? ""}`);
}

function checkForm(): void {
  const form = readForm();
  if (form === undefined) return answerForm(400, "/", "", "login.error.wrong", "");
  const user = form["user"] ?? "";
  const password = form["password"] ?? "";
  const to = form["to"] ?? "/";
  if (!stateIsUsable()) return answerForm(503, to, user, "login.error.unavailable", "");
  // A name that can't exist is looked up under one that nobody has: the answer's time tells nothing.
  const [found, failure] = findUser(isUserName(user) ? user : "-");
  if (failure !== undefined) return answerForm(503, to, user, "login.error.unavailable", "");
  const right = verifyInThread(string.sub(password, 1, 256), found?.password);
  if (right === undefined) return answerForm(503, to, user, "login.error.unavailable", "");
  if (!right || found === undefined) {
    logAttempt(user, "refused");
    return answerForm(401, to, user, "login.error.wrong", "");
  }
  // The session that came with the form is over, whosever it was.
  const earlier = ngx.var["http_x_session_key"] ?? "";
  if (earlier !== "") endSession(earlier, found.name);
  const token = startSession(found);
  if (token === undefined) return answerForm(503, to, user, "login.error.unavailable", "");
  logAttempt(user, "ok");
  const target = safeReturnTarget(to);
  ngx.header["Set-Cookie"] = sessionCookie(token);
  ngx.redirect(found.mustChangePassword ? `/password?to=${ngx.escape_uri(target)}` : target, 303);
}

/** GET shows the login form; POST checks name and password and starts a session of a new token. */
export function login(): void {
  if (ngx.req.get_method() === "POST") checkForm();
  else showForm();
}
