import { splitNames, grantsOf } from "../policy/grants";
import { statusOf, type Failure, type Result } from "../accounts/failure";
import { loadUser } from "../accounts/people";
import { decodeForm } from "../http/form";
import type { User } from "../accounts/user-record";
import { answerPage, textOf } from "../templates/render";
import type { Row } from "../templates/template";

/**
 * What the account pages share. They run in the inner server: who asks, and that this is allowed, the outer one has
 * decided.
 *
 * @module
 */

/** The name of the person who asks. */
export function asking(): string {
  return ngx.var["http_x_user"] ?? "";
}

/** The account of the person who asks. */
export function loadAsking(): Result<User> {
  return loadUser(asking());
}

/** The fields of the address's query; none where it can't be read. */
export function queryFields(): Readonly<Record<string, string>> {
  return decodeForm(ngx.var["args"] ?? "") ?? {};
}

/** What a variable of a page is where something holds. */
export const flag = (holds: boolean): string => (holds ? "yes" : "");

/** The pages that the bar leads to. */
type Place = "account" | "people" | "upload";

/** What is in every page's bar; `at` is where it is. */
export function barOf(user: User, at: Place): Row {
  const may = grantsOf(user.roles);
  return {
    me: user.name,
    "may-view": flag(may["view"] === true),
    "may-upload": flag(may["upload"] === true),
    "may-people": flag(may["admin-permissions"] === true),
    "at-account": flag(at === "account"),
    "at-people": flag(at === "people"),
    "at-upload": flag(at === "upload"),
  };
}

/** The status of a page that shows a failure; 422 for a form that is filled in wrongly (RFC 9110, section 15.5.21). */
export function pageStatusOf({ reason }: Failure): number {
  return statusOf(reason, 422);
}

/** A failure's text for people. */
export function textOfFailure({ reason }: Failure): string {
  const [ofPassword] = string.find(reason, "password.", 1, true);
  return textOf(ofPassword === 1 ? reason : `accounts.error.${reason}`);
}

/** Answers with a failure on a page of its own, where there is no other to show it on. */
export function answerFailurePage(problem: Failure, link: string): void {
  answerPage(pageStatusOf(problem), "message", {
    title: textOf("message.failed.title"),
    text: textOfFailure(problem),
    link,
    back: textOf("message.back-there"),
  });
}

/** Answers with a page in the bar of whoever asks. */
export function answerFramed(status: number, page: string, at: Place, variables: Row): void {
  const [user, unknown] = loadAsking();
  if (user === undefined) return answerFailurePage(unknown, "");
  answerPage(status, page, { ...barOf(user, at), ...variables });
}

/** A time as pages show it, to the minute in UTC; 0 stands for never, or not known: "". */
export function timeText(seconds: number): string {
  return seconds === 0 ? "" : os.date("!%Y-%m-%d %H:%M UTC", seconds);
}

/** Names, parted by commas or white space, as people type lists. */
export function typedList(text: string): string[] {
  const [commas] = string.gsub(text, "%s+", ",");
  return splitNames(commas);
}

/** What a person has typed, to be shown again, but no novel. */
export function shownAgain(text: string | undefined): string {
  return string.sub(text ?? "", 1, 1000);
}
