import { failure, type Failure, type FailureReason } from "../accounts/failure";
import { acceptInvite, findInvited } from "../accounts/invites";
import { stateIsUsable } from "../health/health";
import { readForm } from "../http/form";
import { enter } from "../sign-in/enter";
import { landingOf } from "../sign-in/landing";
import type { User } from "../accounts/user-record";
import { answerPage, textOf, textWith } from "../templates/render";
import { queryFields, pageStatusOf, textOfFailure } from "./common";

/** The key, less `.title` and `.text`, of what the page says of a link that opens nothing: the archive is not asked. */
export function unusableTextOf(reason: FailureReason): string {
  if (reason === "invite-unknown") return "invite.unknown";
  return reason === "state-unavailable" ? "message.state-unavailable" : "message.gateway-busy";
}

/** The page of a link that opens nothing, with what to do about it. */
function answerUnusable(problem: Failure): void {
  const gone = problem.reason === "invite-unknown";
  const key = unusableTextOf(problem.reason);
  answerPage(pageStatusOf(problem), "message", {
    title: textOf(`${key}.title`),
    text: textOf(`${key}.text`),
    link: gone ? "/login" : "",
    back: textOf("invite.to-login"),
  });
}

function answerForm(status: number, code: string, { name, displayName }: User, error: string): void {
  const shown = displayName === "" ? name : displayName;
  answerPage(status, "invite", { code, user: name, error, title: textWith("invite.title", { name: shown }) });
}

/** Lets the person in; where that is not certain, the login does. */
function letIn(user: User): void {
  if (enter(user) === undefined) return ngx.redirect("/login?notice=password-changed", 303);
  ngx.redirect(landingOf(user, "/"), 303);
}

function checkForm(): void {
  const { code = "", password = "", repeat = "" } = readForm() ?? {};
  const [invited, invalid] = findInvited(code);
  if (invited === undefined) return answerUnusable(invalid);
  if (password !== repeat) return answerForm(422, code, invited, textOf("password.error.repeat"));
  const [user, problem] = acceptInvite(code, password);
  if (user !== undefined) return letIn(user);
  if (problem.reason === "invite-unknown") return answerUnusable(problem);
  answerForm(pageStatusOf(problem), code, invited, textOfFailure(problem));
}

/** /invite?code=..., without a session: GET asks for a new password; POST sets it and lets the person in. */
export function invitation(): void {
  if (!stateIsUsable()) return answerUnusable(failure("state-unavailable"));
  if (ngx.req.get_method() === "POST") return checkForm();
  const { code = "" } = queryFields();
  const [invited, invalid] = findInvited(code);
  if (invited === undefined) return answerUnusable(invalid);
  answerForm(200, code, invited, "");
}
