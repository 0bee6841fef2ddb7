import { numberField } from "../../shared/json";
import { askAndShow, objectsIn, textIn, type Command, type Words, USAGE } from "../command";
import { complain, say, table as showTable, timeText } from "../say";

function list(words: Words): number {
  return askAndShow(words, "/sessions/list", { user: words.plain[0] }, (answered) => {
    const rows = objectsIn(answered, "sessions").map((session) => [
      textIn(session, "id"),
      timeText(numberField(session, "createdAt")),
      timeText(numberField(session, "seenAt")),
      textIn(session, "address"),
      textIn(session, "browser"),
    ]);
    showTable(["ID", "SINCE (UTC)", "LAST SEEN (UTC)", "FROM", "BROWSER"], rows);
  });
}

function end(words: Words): number {
  const [user, id] = words.plain;
  const isAll = words.options["all"] !== undefined;
  if (isAll === (id !== undefined)) {
    complain("name one session by its ID, or --all");
    return USAGE;
  }
  if (!isAll) {
    return askAndShow(words, "/sessions/end", { user, id }, () => {
      say("The session has ended.");
    });
  }
  return askAndShow(words, "/sessions/end-all", { user }, (answered) => {
    say(`Sessions ended: ${numberField(answered, "ended") ?? 0}`);
  });
}

/** Commands on sessions, by their names. */
export const SESSIONS: readonly (readonly [string, Command])[] = [
  ["session list", { usage: "NAME", words: [1, 1], about: "where somebody is logged in", run: list }],
  [
    "session end",
    {
      usage: "NAME ID|--all",
      words: [1, 2],
      about: "ends one session of somebody, or all",
      options: { all: false },
      run: end,
    },
  ],
];
