import { settings } from "../config/settings";
import { bindingCookie } from "../http/cookies";
import { readForm, decodeForm } from "../http/form";
import { safeReturnTarget } from "../http/return-target";
import { stateIsUsable, stateNotice } from "../health/health";
import { notice } from "../log";
import { answerPage, textOf, textWith } from "../templates/render";
import type { Row } from "../templates/template";
import { noticeStranger } from "../throttle/log-lines";
import { checkPassword } from "./check-password";
import { enter } from "./enter";
import { landingOf } from "./landing";
import { newToken } from "../opaque-token";
import { findUser, isUserName, type User } from "../accounts/user-record";
import { waitText } from "./wait-text";

const NOTICES: Readonly<Record<string, string>> = {
  "logged-out": "login.notice.logged-out",
  "password-changed": "login.notice.password-changed",
};

/** What the page shows of single sign-on beside, or before, the form for name and password. */
function waysIn(to: string): Row {
  const { oidc, localAccounts } = settings();
  if (oidc === undefined) return { local: "yes", focus: "yes" };
  // Before the logins begin, so that those of several tabs find the same one.
  if ((ngx.var["http_x_binding"] ?? "") === "") ngx.header["Set-Cookie"] = bindingCookie(newToken());
  const isLocal = localAccounts === "on";
  return {
    provider: textWith("login.provider", { name: oidc.name }),
    "escaped-to": ngx.escape_uri(to),
    local: isLocal ? "yes" : "",
    "break-in": isLocal ? "" : "yes",
  };
}

function answerForm(status: number, to: string, user: string, error: string, said: string): void {
  // A name is shown again as it was typed, but no novel.
  const typed = string.sub(user, 1, 256);
  const target = safeReturnTarget(to);
  answerPage(status, "login", { ...waysIn(target), to: target, user: typed, error, notice: stateNotice() ?? said });
}

function showForm(): void {
  const query = decodeForm(ngx.var["args"] ?? "") ?? {};
  const key = NOTICES[query["notice"] ?? ""];
  answerForm(200, query["to"] ?? "/", "", "", key === undefined ? "" : textOf(key));
}

const OUTCOMES = { right: "ok", wrong: "refused", wait: "not checked" } as const;

/** A name that no account has is not logged: people type their passwords into the wrong field. */
function logAttempt(user: User | undefined, outcome: keyof typeof OUTCOMES): void {
  const named = user === undefined ? "(unknown)" : user.name;
  const client = ngx.var["http_x_client"] ?? "";
  const message = `login ${OUTCOMES[outcome]}: user=${named} client=${client}`;
  if (outcome === "right") notice(message);
  else noticeStranger(client, message);
}

function checkForm(): void {
  const form = readForm();
  if (form === undefined) return answerForm(400, "/", "", textOf("login.error.wrong"), "");
  const user = form["user"] ?? "";
  const to = form["to"] ?? "/";
  const unavailable = textOf("login.error.unavailable");
  if (!stateIsUsable()) return answerForm(503, to, user, unavailable, "");
  // A name that can't exist is looked up under one that nobody has: the answer's time tells nothing.
  const [found, failure] = findUser(isUserName(user) ? user : "-");
  if (failure !== undefined) return answerForm(503, to, user, unavailable, "");
  const checked = checkPassword(user, found, form["password"] ?? "");
  if (checked.outcome === "unavailable") return answerForm(503, to, user, unavailable, "");
  logAttempt(found, checked.outcome);
  if (checked.outcome === "wait") return answerForm(429, to, user, waitText(checked.seconds), "");
  if (checked.outcome === "wrong" || found === undefined) {
    return answerForm(401, to, user, textOf("login.error.wrong"), "");
  }
  if (enter(found) === undefined) return answerForm(503, to, user, unavailable, "");
  const target = safeReturnTarget(to);
  ngx.redirect(found.mustChangePassword ? `/password?to=${ngx.escape_uri(target)}` : landingOf(found, target), 303);
}

/** GET shows the login form; POST checks name and password and starts a session of a new token. */
export function login(): void {
  if (ngx.req.get_method() === "POST") checkForm();
  else showForm();
}
