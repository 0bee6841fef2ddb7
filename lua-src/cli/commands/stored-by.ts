import { numberField } from "../../shared/json";
import { askAndShow, objectsIn, textIn, type Answered, type Command, type Words } from "../command";
import { say, table as showTable, timeText } from "../say";

function rowOf(sender: Answered): string[] {
  const token = textIn(sender, "token");
  const instances = string.format("%d", numberField(sender, "count") ?? 0);
  return [
    textIn(sender, "person"),
    token === "" ? "session" : token,
    textIn(sender, "address"),
    timeText(numberField(sender, "first")),
    timeText(numberField(sender, "last")),
    instances,
  ];
}

function showSenders(answered: Answered): void {
  const rows = objectsIn(answered, "senders").map((sender) => rowOf(sender));
  if (rows.length === 0) return say("Nobody has stored it by HTTP; Orthanc's metadata of its instances say more.");
  showTable(["PERSON", "BY", "FROM", "FIRST (UTC)", "LAST (UTC)", "INSTANCES"], rows);
}

const storedBy = (words: Words): number =>
  askAndShow(words, "/stored-by", { study: words.plain[0] ?? "" }, showSenders);

/** The command that tells who stored a study, by its name. */
export const STORED_BY: readonly (readonly [string, Command])[] = [
  [
    "stored-by",
    { usage: "STUDY", words: [1, 1], about: "by whom a study was stored, by its StudyInstanceUID", run: storedBy },
  ],
];
