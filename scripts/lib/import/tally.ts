/** What has become of the files: counts, the first names of each reason, and a report of all of them if one is wanted. */
import { appendFileSync, writeFileSync } from "node:fs";
import { shown, shownJson, type Unsent } from "./file";
import { explained } from "./reasons";

interface Group {
  count: number;
  readonly names: string[];
}

export interface Tally {
  stored: number;
  storedBytes: number;
  /** Files that were not sent: by the journal, an earlier import to the same address has stored them. */
  before: number;
  refused: number;
  skipped: number;
  readonly groups: Readonly<Record<Unsent["what"], Map<string, Group>>>;
  readonly report: string | undefined;
}

/** Names that the table shows of each reason. */
const MOST_NAMES = 3;

/** Whose archive is behind an address, and what has been deleted from it since, no journal knows. */
const BEFORE = `by the journal, an earlier import to this address has stored them.
If another archive is there now, or something was deleted from it, name a new file with --journal.`;

/** Begins to count. An earlier report in that file is overwritten. Throws if it cannot be written. */
export function newTally(report: string | undefined): Tally {
  if (report !== undefined) writeFileSync(report, "", { mode: 0o600 });
  return {
    ...{ stored: 0, storedBytes: 0, before: 0, refused: 0, skipped: 0 },
    groups: { refused: new Map(), skipped: new Map() },
    report,
  };
}

/** A line of the report, if one is wanted. */
function writeDown({ report }: Tally, what: string, reason: string, file: string): void {
  if (report !== undefined) appendFileSync(report, `${shownJson({ what, reason, file })}\n`);
}

/** Counts a file that was not sent because the journal has it. */
export function countBefore(tally: Tally, name: string): void {
  tally.before += 1;
  writeDown(tally, "not sent", "journal", name);
}

/** Counts what was not sent, or not stored. */
export function countUnsent(tally: Tally, { name, what, reason }: Unsent): void {
  tally[what] += 1;
  const groups = tally.groups[what];
  const group = groups.get(reason) ?? { count: 0, names: [] };
  group.count += 1;
  if (group.names.length < MOST_NAMES) group.names.push(name);
  groups.set(reason, group);
  writeDown(tally, what, reason, name);
}

const files = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}`;

function tableOf(tally: Tally, what: Unsent["what"]): string[] {
  const groups = [...tally.groups[what]].toSorted(([, one], [, other]) => other.count - one.count);
  return groups.flatMap(([reason, { count, names }]) => [
    `  ${files(count)}: ${shown(explained(what, reason))}`,
    ...names.map((name) => `      ${shown(name)}`),
    ...(count > names.length ? [`      and ${(count - names.length).toLocaleString("en")} more`] : []),
  ]);
}

/** The end of an import, for people. */
export function summaryOf(tally: Tally, url: string): string {
  const { stored, before, refused, skipped, report } = tally;
  const lines = [`${files(stored)} stored, ${refused.toLocaleString("en")} refused: ${url}/`];
  if (before > 0) lines.push(`${files(before)} not sent: ${BEFORE}`);
  if (refused > 0) lines.push("", `Refused:`, ...tableOf(tally, "refused"));
  if (skipped > 0) lines.push("", `Skipped, ${files(skipped)}:`, ...tableOf(tally, "skipped"));
  if (report !== undefined)
    lines.push("", `${shown(report)} has ${before + refused + skipped === 0 ? "nothing" : "all of them"}.`);
  return lines.join("\n");
}
