import { decodeObject, numberField, textField } from "../../shared/json";
import { showBytes } from "../../shared/settings/size";
import { call } from "../client";
import { askAndShow, textIn, type Answered, type Command, type Words, DONE, FAILED, UNAVAILABLE } from "../command";
import { complain, say } from "../say";

function showReadiness(readiness: Answered): void {
  say(textField(readiness, "status") ?? "unknown");
  const free = numberField(readiness, "archiveFreeBytes");
  if (free !== undefined) say(`${showBytes(free)} of the archive's disk are free`);
}

function ready({ options }: Words): number {
  const [answer, failure] = call("GET", "/ready", "");
  if (answer === undefined) {
    complain(`the gateway does not answer: ${failure}`);
    return UNAVAILABLE;
  }
  if (options["json"] === undefined) showReadiness(decodeObject(answer.body) ?? {});
  else say(answer.body);
  return answer.status === 200 ? DONE : FAILED;
}

function resetAdmin(words: Words): number {
  return askAndShow(words, "/admin/reset", {}, (answered) => {
    say(`Name:           ${textIn(answered, "user")}`);
    say(`First password: ${textIn(answered, "password")}`);
    say("It must be changed at the first login. All earlier sessions of this account have ended.");
  });
}

/** Commands on the gateway itself, by their names. */
export const GATEWAY: readonly (readonly [string, Command])[] = [
  ["admin reset", { usage: "", about: "gives the admin a new first password; the way back in", run: resetAdmin }],
  ["ready", { usage: "", about: "whether all is ready, and what the archive's disk has free", run: ready }],
];
