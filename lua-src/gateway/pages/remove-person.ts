import type { Failure } from "../accounts/failure";
import { removeUser } from "../accounts/remove-user";
import { getUser } from "../accounts/users";
import { textWith } from "../templates/render";
import { answerFailurePage, answerFramed, asking, queryFields, pageStatusOf, textOfFailure } from "./common";

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
