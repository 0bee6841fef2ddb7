/** A pool's list as text: a line with the number of the next grant, and a line for each entry. */
import { find } from "../../shared/text";
import type { Pool } from "./grant";

/** State, worker, request, bytes, time of arrival, number of its person's last grant, person. */
const FORMAT = "%s %s %s %d %d %d %s\n";
const PATTERN = "^([wh]) (%d+) (%S+) (%d+) (%d+) (%d+) (.*)$";

/** Writes a list as text. */
export function writePool({ next, entries, served }: Pool): string {
  const lines = [string.format("%d\n", next)];
  for (const { worker, request, bytes, at, holds, person } of entries) {
    lines.push(string.format(FORMAT, holds ? "h" : "w", worker, request, bytes, at, served[person] ?? 0, person));
  }
  return table.concat(lines);
}

/** Reads a list from its text; undefined stands for an empty list. */
export function readPool(text: string | undefined): Pool {
  const pool: Pool = { next: 1, entries: [], served: {} };
  if (text === undefined) return pool;
  pool.next = tonumber(string.match(text, "^(%d+)\n")[0]) ?? 1;
  for (const line of text.split("\n")) {
    // Pattern: at most 1024 bytes.
    const [state, worker, request, bytes, at, last, person] = string.match(line, PATTERN);
    if (worker === undefined || request === undefined || person === undefined) continue;
    const numbers = { bytes: tonumber(bytes) ?? 0, at: tonumber(at) ?? 0 };
    pool.entries.push({ worker, request, person, holds: state === "h", ...numbers });
    pool.served[person] = tonumber(last) ?? 0;
  }
  return pool;
}

/** Whether a worker's request holds bytes or waits, without parsing the whole text; undefined if it is not listed. */
export function stateOf(text: string, worker: string, request: string): "holds" | "waits" | undefined {
  const [holding] = find(text, `\nh ${worker} ${request} `, 1, true);
  if (holding !== undefined) return "holds";
  const [waiting] = find(text, `\nw ${worker} ${request} `, 1, true);
  return waiting === undefined ? undefined : "waits";
}
