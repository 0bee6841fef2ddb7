import { numberField } from "../../shared/json";
import { askAndShow, type Answered, type Command, type Words } from "../command";
import { say } from "../say";

interface Count {
  readonly reason: string;
  readonly count: number;
}

/** The counts as lines for people, the most frequent first; `nothing` says that there are none. */
function showCounts(counts: Answered, nothing: string): void {
  const rows: Count[] = [];
  for (const reason in counts) rows.push({ reason, count: numberField(counts, reason) ?? 0 });
  if (rows.length === 0) return say(nothing);
  table.sort(rows, (a, b) => (a.count === b.count ? a.reason < b.reason : a.count > b.count));
  say(string.format("%10s  %s", "count", "reason"));
  for (const { reason, count } of rows) say(string.format("%10d  %s", count, reason));
}

function refusals(words: Words): number {
  return askAndShow(words, "/refusals", {}, (counts) => {
    showCounts(counts, "Nothing has been refused since the gateway's start.");
  });
}

function refusalsByCStore(words: Words): number {
  return askAndShow(words, "/refusals/c-store", {}, (counts) => {
    showCounts(counts, "Nothing has been refused by C-STORE since the archive's start.");
  });
}

/** The commands that count refusals, by their names. */
export const REFUSALS: readonly (readonly [string, Command])[] = [
  [
    "refusals c-store",
    {
      usage: "",
      about: "how often C-STORE has refused an object, by reason, since the archive's start",
      run: refusalsByCStore,
    },
  ],
  ["refusals", { usage: "", about: "how often each reason for a refusal was given since the start", run: refusals }],
];
