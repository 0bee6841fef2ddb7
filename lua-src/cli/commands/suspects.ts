import { numberField } from "../../shared/json";
import { askAndShow, type Answered, type Command, objectsIn, textIn, type Words } from "../command";
import { plain, say } from "../say";

function showSuspects(answered: Answered): void {
  const accused = objectsIn(answered, "accused");
  const suspects = objectsIn(answered, "suspects");
  if (accused.length === 0 && suspects.length === 0) return say("The archive is asked for everything.");
  for (const entry of accused) {
    const until = os.date("!%Y-%m-%d %H:%M", numberField(entry, "until") ?? 0);
    say(`not sent until ${until} UTC: ${plain(textIn(entry, "shown"))}`);
  }
  for (const entry of suspects) say(`under way at one end, sent alone: ${plain(textIn(entry, "shown"))}`);
}

function showCleared(answered: Answered): void {
  const cleared = numberField(answered, "cleared") ?? 0;
  if (cleared === 0) return say("There was nothing to clear: the archive is asked for everything.");
  say(string.format("Cleared: %d, and the archive is asked for everything again.", cleared));
}

const suspects = (words: Words): number => askAndShow(words, "/suspects", {}, showSuspects);
const clear = (words: Words): number => askAndShow(words, "/suspects/clear", {}, showCleared);

/** The commands about requests that have ended the archive's process, by name. */
export const SUSPECTS: readonly (readonly [string, Command])[] = [
  ["suspects", { usage: "", about: "what was under way when the archive ended, and is not sent", run: suspects }],
  ["suspects clear", { usage: "", about: "sends all of it to the archive again", run: clear }],
];
