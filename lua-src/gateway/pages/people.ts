import { wholeNumber } from "../../shared/settings/text";
import { listUsers, PAGE_SIZE, type UserPage, type UserSummary, getUser } from "../accounts/users";
import type { Row } from "../templates/template";
import { textOf, textWith } from "../templates/render";
import {
  answerFailurePage,
  answerFramed,
  asking,
  flag,
  queryFields,
  timeText,
  pageStatusOf,
  textOfFailure,
  shownAgain,
} from "./common";
import { type Failure, failure } from "../accounts/failure";
import { removeUser } from "../accounts/remove-user";
import { inviteUser, type Invited } from "../accounts/invites";
import { readForm } from "../http/form";
import { chosenRoles, roleChoices } from "./choices";

const NOTICES: Readonly<Record<string, string>> = { removed: "people.notice.removed" };

/** How lists and pages show somebody's state. */
export function statusRow({ status, mustChangePassword }: UserSummary): Row {
  return { status, "status-text": textOf(`people.status.${status}`), due: flag(mustChangePassword) };
}

function userRow(user: UserSummary, me: string): Row {
  const { name, displayName, roles, lastLoginAt } = user;
  return {
    ...statusRow(user),
    name,
    shown: displayName === "" ? name : displayName,
    "other-name": flag(displayName !== ""),
    roles: roles.length === 0 ? textOf("people.no-roles") : table.concat(roles as string[], ", "),
    login: lastLoginAt === 0 ? textOf("people.never") : timeText(lastLoginAt),
    me: flag(name === me),
  };
}

/** Where the pages before and after this one begin; "" for none. */
function paging(offset: number, { users, total, next }: UserPage): Row {
  return {
    range: textWith("people.range", { from: `${offset + 1}`, to: `${offset + users.length}`, total: `${total}` }),
    previous: offset === 0 ? "" : `${math.max(0, offset - PAGE_SIZE)}`,
    next: next === 0 ? "" : `${next}`,
    paged: flag(total > PAGE_SIZE),
  };
}

/** GET /people, perhaps with an `offset`: all accounts, a page at a time. */
export function people(): void {
  const query = queryFields();
  const offset = wholeNumber(query["offset"] ?? "0") ?? 0;
  const [page, problem] = listUsers(offset);
  if (page === undefined) return answerFailurePage(problem, "/account");
  const key = NOTICES[query["notice"] ?? ""];
  const me = asking();
  answerFramed(200, "people", "people", {
    ...paging(offset, page),
    notice: key === undefined ? "" : textOf(key),
    users: page.users.map((user) => userRow(user, me)),
  });
}

/** /people/remove?name=...: GET asks whether to remove an account, since nothing brings it back; POST does so. */
export function removePage(): void {
  const { name = "" } = queryFields();
  let problem: Failure | undefined;
  if (ngx.req.get_method() === "POST") {
    [, problem] = removeUser(asking(), name);
    if (problem === undefined) return ngx.redirect("/people?notice=removed", 303);
  }
  const [user, unknown] = getUser(name);
  if (user === undefined) return answerFailurePage(unknown, "/people");
  answerFramed(problem === undefined ? 200 : pageStatusOf(problem), "person-remove", "people", {
    name,
    error: problem === undefined ? "" : textOfFailure(problem),
    title: textWith("remove.title", { name }),
  });
}

type Form = Readonly<Record<string, string>>;

function answerForm(status: number, form: Form, error: string): void {
  answerFramed(status, "people-invite", "people", {
    ...roleChoices(chosenRoles(form)),
    error,
    name: shownAgain(form["name"]),
    "display-name": shownAgain(form["display-name"]),
  });
}

/** Answers with a one-time link, which is shown here and nowhere else. */
export function answerLink({ user, link }: Invited): void {
  const { name } = user;
  answerFramed(200, "link-made", "people", { name, link, lead: textWith("link.lead", { name }) });
}

function invite(form: Form): Failure | undefined {
  const [made, problem] = inviteUser(asking(), {
    name: form["name"] ?? "",
    displayName: form["display-name"] ?? "",
    roles: chosenRoles(form),
  });
  if (made === undefined) return problem;
  answerLink(made);
  return undefined;
}

/** /people/invite: GET shows the form; POST makes an account and answers with the link that opens it. */
export function invitePage(): void {
  if (ngx.req.get_method() !== "POST") return answerForm(200, { "role.viewer": "on" }, "");
  const form = readForm();
  const problem = form === undefined ? failure("bad-request") : invite(form);
  if (problem !== undefined) answerForm(pageStatusOf(problem), form ?? {}, textOfFailure(problem));
}
