import { failure, type Failure } from "../accounts/failure";
import { inviteUser, type Invited } from "../accounts/invites";
import { readForm } from "../http/form";
import { textWith } from "../templates/render";
import { chosenRoles, roleChoices } from "./choices";
import { answerFramed, asking, shownAgain, pageStatusOf, textOfFailure } from "./common";

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
