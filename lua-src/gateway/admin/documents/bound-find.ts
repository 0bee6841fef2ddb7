import { matches } from "../../../shared/text";
import { AT_ONCE } from "../../archive/candidates";

/** What the administration is given at once; Orthanc itself would give more. */
const MOST_RESULTS = "1000";

/**
 * Gives a search a limit. Orthanc applies it before it compares letters beyond ASCII (searches/resolve.ts): where there
 * are some, the limit is what it compares at once, and there may be more results than were asked for.
 */
export function boundFind(written: Record<string, string>): void {
  const isBeyondAscii = matches(written["Query"] ?? "", "[^%z\x01-\x7f]");
  const since = written["Since"] ?? "0";
  if (isBeyondAscii && since === "0") written["Limit"] = string.format("%d", AT_ONCE);
  else written["Limit"] ??= MOST_RESULTS;
}
