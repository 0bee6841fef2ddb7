import { wholeNumber } from "../../shared/settings/text";
import { listUsers, PAGE_SIZE, type UserPage, type UserSummary } from "../accounts/users";
import type { Row } from "../templates/template";
import { textOf, textWith } from "../templates/render";
import { answerFailurePage, answerFramed, asking, flag, queryFields, timeText } from "./common";

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
