import { decodeObject, numberField } from "../shared/json";

interface Count {
  readonly reason: string;
  readonly count: number;
}

/** The counts in a control answer as lines for people, the most frequent first. */
export function refusalTable(body: string): string {
  const counts = decodeObject(body) ?? {};
  const rows: Count[] = [];
  for (const reason in counts) rows.push({ reason, count: numberField(counts, reason) ?? 0 });
  if (rows.length === 0) return "Nothing has been refused since the gateway's start.";
  table.sort(rows, (a, b) => (a.count === b.count ? a.reason < b.reason : a.count > b.count));
  const lines = [string.format("%10s  %s", "count", "reason")];
  for (const { reason, count } of rows) lines.push(string.format("%10d  %s", count, reason));
  return table.concat(lines, "\n");
}
