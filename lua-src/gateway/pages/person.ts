import { failure, type Failure } from "../accounts/failure";
import { resetUser } from "../accounts/invites";
import { disableUser, enableUser, getUser, setRoles, type UserSummary } from "../accounts/users";
import { readForm } from "../http/form";
import { textOf } from "../templates/render";
import { currentRoles } from "../policy/current";
import { chosenRoles, roleChoices } from "./choices";
import {
  answerFailurePage,
  answerFramed,
  asking,
  flag,
  queryFields,
  pageStatusOf,
  textOfFailure,
  timeText,
} from "./common";
import { answerLink, statusRow } from "./people";

const NOTICES: Readonly<Record<string, string>> = {
  roles: "person.notice.roles",
  disable: "person.notice.disable",
  enable: "person.notice.enable",
};

function show(
  user: UserSummary,
  status: number,
  messages: { readonly error?: string; readonly notice?: string },
): void {
  const { name, displayName, roles, ownRoles, issuer, createdAt, lastLoginAt } = user;
  const isOwn = name === asking();
  // Roles that the account has, but the policy no longer defines.
  const gone = ownRoles.filter((role) => currentRoles()[role] === undefined);
  answerFramed(status, "person", "people", {
    ...roleChoices(ownRoles),
    ...statusRow(user),
    ...messages,
    name,
    shown: displayName === "" ? name : displayName,
    "other-name": flag(displayName !== ""),
    created: timeText(createdAt),
    login: lastLoginAt === 0 ? textOf("people.never") : timeText(lastLoginAt),
    "gone-roles": table.concat(gone, ", "),
    issuer,
    "provider-roles": table.concat(
      roles.filter((role) => !ownRoles.includes(role)),
      ", ",
    ),
    own: flag(isOwn),
    "may-disable": flag(!isOwn && user.status !== "disabled"),
    "may-enable": flag(user.status === "disabled"),
    "may-reset": flag(!isOwn && issuer === "" && user.status !== "disabled"),
    "may-remove": flag(!isOwn),
  });
}

type Form = Readonly<Record<string, string>>;

/** Does what a form asks for and answers; if that fails, returns why and answers nothing. */
function change(name: string, form: Form): Failure | undefined {
  const by = asking();
  const action = form["do"] ?? "";
  if (action === "reset") {
    const [made, problem] = resetUser(by, name);
    if (made !== undefined) answerLink(made);
    return problem;
  }
  let problem: Failure | undefined;
  if (action === "roles") [, problem] = setRoles(by, name, chosenRoles(form));
  else if (action === "disable") [, problem] = disableUser(by, name);
  else if (action === "enable") [, problem] = enableUser(by, name);
  else return failure("bad-request");
  if (problem !== undefined) return problem;
  return ngx.redirect(`/people/person?name=${ngx.escape_uri(name)}&notice=${action}`, 303);
}

/**
 * /people/person?name=...: GET shows somebody's account; POST changes it, as its field `do` says: `roles`
 * (with the roles that are chosen), `disable`, `enable`, or `reset`, which answers with a new link.
 */
export function personPage(): void {
  const { name = "", notice = "" } = queryFields();
  let problem: Failure | undefined;
  if (ngx.req.get_method() === "POST") {
    problem = change(name, readForm() ?? {});
    if (problem === undefined) return;
  }
  const [user, loadFailure] = getUser(name);
  if (user === undefined) return answerFailurePage(loadFailure, "/people");
  if (problem !== undefined) return show(user, pageStatusOf(problem), { error: textOfFailure(problem) });
  const key = NOTICES[notice];
  show(user, 200, { notice: key === undefined ? "" : textOf(key) });
}
