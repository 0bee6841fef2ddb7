import { decodeObject } from "../../shared/json";
import { ask, askAndShow, listIn, objectsIn, textIn, type Command, type Words, DONE, FAILED } from "../command";
import { plain, say, table as showTable } from "../say";

/** Whether somebody may do something, and by which rule; the exit code says it too. */
function explain({ plain: [who, method, target], options }: Words): number {
  const [body, code] = ask("/explain", { who, method, target });
  if (body === undefined) return code;
  const answered = decodeObject(body) ?? {};
  const allowed = answered["allowed"] === true;
  if (options["json"] !== undefined) say(body);
  else {
    const means = textIn(answered, "means");
    say(`${allowed ? "allowed" : "refused"}: ${textIn(answered, "reason")}`);
    if (means !== "") say(`means:   ${means}`);
    say(`rule:    ${plain(textIn(answered, "rule"))}`);
    for (const note of (answered["notes"] ?? []) as string[]) say(`note:    ${plain(note)}`);
  }
  return allowed ? DONE : FAILED;
}

/** Whether the policy file is in force, or why not; the exit code says it too. */
function policy({ options }: Words): number {
  const [body, code] = ask("/policy", {});
  if (body === undefined) return code;
  const answered = decodeObject(body) ?? {};
  const problem = textIn(answered, "problem");
  if (options["json"] !== undefined) say(body);
  else if (problem !== "") say(`refused, what was in force before stays: ${plain(problem)}`);
  else say(answered["file"] === true ? "policy.json is in force" : "there is no policy.json: built-in roles only");
  if (options["json"] === undefined && answered["followed"] !== true) {
    say("not all of the gateway's processes have read it yet; ask again in some seconds");
  }
  return problem === "" ? DONE : FAILED;
}

function roles(words: Words): number {
  return askAndShow(words, "/roles", {}, (answered) => {
    const rows = objectsIn(answered, "roles").map((role) => [
      textIn(role, "name"),
      role["builtIn"] === true ? "built in" : "policy.json",
      listIn(role, "permissions"),
    ]);
    showTable(["ROLE", "FROM", "PERMISSIONS"], rows);
  });
}

/** Commands on who may what, by their names. */
export const POLICY: readonly (readonly [string, Command])[] = [
  [
    "explain",
    {
      usage: "NAME|token:ID METHOD PATH",
      words: [3, 3],
      about: "whether somebody may do that, and by which rule",
      run: explain,
    },
  ],
  ["roles", { usage: "", about: "the roles there are", run: roles }],
  ["policy", { usage: "", about: "whether policy.json is in force", run: policy }],
];
