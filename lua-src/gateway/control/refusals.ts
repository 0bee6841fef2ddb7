import { archiveGet } from "../archive/client";
import { refusalCounts } from "../http/refusal";
import { answer } from "./call";

/** How long the archive may take to say what it has refused. */
const ASK_MS = 2000;

/** As the archive's plugin has it: a line for each reason. */
const MOST_BYTES = 1024;

/** What the archive counts (scripts/docker/orthanc-received.c): a line for each reason, its name and its number first. */
function countsIn(lines: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  // Pattern: at most 1024 bytes.
  for (const [reason, count] of string.gmatch(string.sub(lines, 1, MOST_BYTES), "([%l-]+) (%d+) %d+\n")) {
    const number = tonumber(count);
    if (reason !== undefined && number !== undefined) counts[reason] = number;
  }
  return counts;
}

function byCStore(): void {
  const [status, lines] = archiveGet("/collimator/refused", ASK_MS);
  if (status !== 200) return answer(503, { reason: "archive-unavailable", error: "The archive does not answer." });
  answer(200, countsIn(lines));
}

/** How often each reason for a refusal was given: `{"<reason>": count, ...}`. */
export const REFUSAL_CALLS: Readonly<Record<string, () => void>> = {
  /** By HTTP, since the gateway's start. */
  "/refusals": () => answer(200, refusalCounts()),
  /** By C-STORE, since the start of the archive's process. */
  "/refusals/c-store": byCStore,
};
