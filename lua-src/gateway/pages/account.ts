import type { Failure } from "../accounts/failure";
import { endOtherSessions, endSessionById, listSessions, type SessionSummary } from "../accounts/sessions";
import { listTokens, revokeToken, type TokenSummary } from "../accounts/tokens";
import { readForm } from "../http/form";
import { isProviders, type User } from "../accounts/user-record";
import { answerPage, textOf } from "../templates/render";
import type { Row } from "../templates/template";
import { splitNames } from "../policy/grants";
import { roleRows } from "./choices";
import { answerFailurePage, asking, barOf, flag, loadAsking, queryFields } from "./common";
import { pageStatusOf, textOfFailure, timeText } from "./common";

const NOTICES: Readonly<Record<string, string>> = {
  "session-ended": "account.notice.session-ended",
  "others-ended": "account.notice.others-ended",
  "token-revoked": "account.notice.token-revoked",
};

function sessionRow({ id, createdAt, seenAt, address, browser, current }: SessionSummary): Row {
  return {
    id,
    browser: browser === "" ? textOf("account.sessions.unknown") : browser,
    address,
    began: timeText(createdAt),
    seen: timeText(seenAt),
    current: flag(current),
    other: flag(!current),
  };
}

function tokenRow(token: TokenSummary): Row {
  const { id, name, permissions, addresses, expiresAt, usedAt, expired } = token;
  return {
    id,
    name,
    permissions: table.concat(permissions as string[], ", "),
    addresses: addresses.length === 0 ? textOf("account.tokens.everywhere") : table.concat(addresses as string[], ", "),
    expires: timeText(expiresAt),
    used: usedAt === 0 ? textOf("account.tokens.never") : timeText(usedAt),
    expired: flag(expired),
  };
}

function show(user: User, status: number, said: Row): void {
  const [sessions, unknown] = listSessions(user.name, ngx.var["http_x_session_key"] ?? "");
  if (sessions === undefined) return answerFailurePage(unknown, "");
  const [page, unlisted] = listTokens(user.name, 0);
  if (page === undefined) return answerFailurePage(unlisted, "");
  const roles = splitNames(user.roles);
  // The one that asks stands first.
  const [own, others] = [sessions.filter(({ current }) => current), sessions.filter(({ current }) => !current)];
  answerPage(status, "account", {
    ...barOf(user, "account"),
    ...said,
    "has-password": flag(!isProviders(user)),
    issuer: user.issuer,
    shown: user.displayName === "" ? user.name : user.displayName,
    roles: roleRows(roles),
    "no-roles": flag(roles.length === 0),
    sessions: own.concat(others).map((session) => sessionRow(session)),
    "has-others": flag(others.length > 0),
    tokens: page.tokens.map((token) => tokenRow(token)),
    "no-tokens": flag(page.tokens.length === 0),
  });
}

/** GET /account: who somebody is, and the sessions and tokens that are theirs. */
export function account(): void {
  const [user, unknown] = loadAsking();
  if (user === undefined) return answerFailurePage(unknown, "");
  const key = NOTICES[queryFields()["notice"] ?? ""];
  show(user, 200, { notice: key === undefined ? "" : textOf(key) });
}

/** After a form: back to the page with a word on what was done, or the page with the reason why not. */
function finish(problem: Failure | undefined, notice: string): void {
  if (problem === undefined) return ngx.redirect(`/account?notice=${notice}`, 303);
  const [user, unknown] = loadAsking();
  if (user === undefined) return answerFailurePage(unknown, "");
  show(user, pageStatusOf(problem), { error: textOfFailure(problem) });
}

/** POST /account/sessions with the `id` of one session of one's own, or without, for all but this one. */
export function endSessions(): void {
  const id = readForm()?.["id"];
  if (id === undefined) {
    const [, problem] = endOtherSessions(asking(), ngx.var["http_x_session_key"] ?? "");
    return finish(problem, "others-ended");
  }
  const [, problem] = endSessionById(asking(), id);
  finish(problem, "session-ended");
}

/** POST /account/tokens with the `id` of a token of one's own, which is revoked. */
export function endToken(): void {
  const name = asking();
  const [, problem] = revokeToken(name, readForm()?.["id"] ?? "", name);
  finish(problem, "token-revoked");
}
