import { numberField } from "../../shared/json";
import { askAndShow, type Answered, type Command, type Words } from "../command";
import { say } from "../say";

interface Count {
  readonly reason: string;
  readonly count: number;
}

/** The counts as lines for people, the most frequent first. */
function showCounts(counts: Answered): void {
  const rows: Count[] = [];
  for (const reason in counts) rows.push({ reason, count: numberField(counts, reason) ?? 0 });
  if (rows.length === 0) return say("Nothing has been refused since the gateway's start.");
  table.sort(rows, (a, b) => (a.count === b.count ? a.reason < b.reason : a.count > b.count));
  say(string.format("%10s  %s", "count", "reason"));
  for (const { reason, count } of rows) say(string.format("%10d  %s", count, reason));
}

const refusals = (words: Words): number => askAndShow(words, "/refusals", {}, showCounts);

/** The command that counts refusals, by its name. */
export const REFUSALS: readonly (readonly [string, Command])[] = [
  ["refusals", { usage: "", about: "how often each reason for a refusal was given since the start", run: refusals }],
];
