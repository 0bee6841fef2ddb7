import { wholeNumber } from "../../shared/settings/text";
import { failure, type Failure } from "../accounts/failure";
import { createToken } from "../accounts/tokens";
import { settings } from "../config/settings";
import { readForm } from "../http/form";
import type { User } from "../accounts/user-record";
import { answerPage, textWith } from "../templates/render";
import type { Row } from "../templates/template";
import { chosenPermissions, permissionChoices } from "./choices";
import {
  answerFailurePage,
  barOf,
  loadAsking,
  shownAgain,
  pageStatusOf,
  textOfFailure,
  timeText,
  typedList,
} from "./common";

type Form = Readonly<Record<string, string>>;

/** The form's initial values. */
const EMPTY: Form = { days: "90" };

function answerForm(user: User, status: number, form: Form, error: string): void {
  const permissions = permissionChoices(user.roles, form);
  answerPage(status, "token", {
    ...barOf(user, "account"),
    error,
    name: shownAgain(form["name"]),
    days: shownAgain(form["days"]),
    addresses: shownAgain(form["addresses"]),
    permissions,
  });
}

/** A curl command that the token allows, for people to try it; "" if it neither searches nor uploads. */
function exampleOf(secret: string, permissions: readonly string[]): Row {
  const authorization = `--header "Authorization: Bearer ${secret}"`;
  const { publicUrl } = settings();
  const search = `curl ${authorization} "${publicUrl}/pacs/studies?limit=5"`;
  const store =
    `curl ${authorization} --header 'Content-Type: multipart/related; type="application/dicom"' ` +
    `--form "file=@image.dcm;type=application/dicom" "${publicUrl}/pacs/studies"`;
  if (permissions.includes("view")) return { example: search };
  return { example: permissions.includes("upload") ? store : "" };
}

/** Makes a token and answers with its page; if that fails, returns why and answers nothing. */
function create(user: User, form: Form): Failure | undefined {
  const days = wholeNumber(form["days"] ?? "");
  if (days === undefined) return failure("bad-expiry");
  const [made, problem] = createToken(user.name, {
    owner: user.name,
    name: form["name"] ?? "",
    permissions: chosenPermissions(form),
    addresses: typedList(form["addresses"] ?? ""),
    expiresAt: ngx.time() + days * 86400,
  });
  if (made === undefined) return problem;
  const { token, secret } = made;
  answerPage(200, "token-made", {
    ...barOf(user, "account"),
    ...exampleOf(secret, token.permissions),
    secret,
    lead: textWith("token.made.lead", { name: token.name, time: timeText(token.expiresAt) }),
  });
  return undefined;
}

/** /account/token: GET shows the form; POST makes a token and shows its secret, which is never shown again. */
export function newTokenPage(): void {
  const [user, loadFailure] = loadAsking();
  if (user === undefined) return answerFailurePage(loadFailure, "/account");
  if (ngx.req.get_method() !== "POST") return answerForm(user, 200, EMPTY, "");
  const form = readForm();
  const problem = form === undefined ? failure("bad-request") : create(user, form);
  if (problem !== undefined) answerForm(user, pageStatusOf(problem), form ?? EMPTY, textOfFailure(problem));
}
