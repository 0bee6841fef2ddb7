/**
 * What becomes of a refusal: a line in Orthanc's log that names its reason and the sender, and, of what came by C-STORE,
 * a count by reason, which the gateway asks for (docs/adr/0045-what-c-store-refuses.md). Nothing of the patient.
 *
 * @module
 */
import { plain } from "./plain";
import type { Origin } from "./rest";

/** Why an object is refused, by the names that it has by HTTP (lua-src/gateway/store/reasons.ts). */
export type Reason =
  | "too-many-elements"
  | "too-much-text"
  | "malformed"
  | "bad-deflate"
  | "inflates-too-far"
  | "different-content"
  | "bad-uid"
  | "bad-patient-id"
  | "uid-collision"
  | "archive-full"
  | "archive-failed";

/**
 * What was refused by C-STORE since the start, one reason a line: how often, and how often without a line in the log. A
 * file, since Orthanc's heart beats in another Lua state than the one that receives, and a plugin answers the gateway
 * (scripts/docker/orthanc-received.c).
 */
const COUNTS = "/tmp/refused-by-c-store";
/** A line for each reason has less than a tenth of that. */
const MOST_BYTES = 1024;
/** Lines in the log for each reason within so many seconds; of more there is one line with their number. */
const MOST_LINES = 10;
const WINDOW_SECONDS = 60;

/** Refusals for one reason, by one way. */
interface Refusals {
  count: number;
  silent: number;
  lines: number;
  /** When the first of these lines was written. */
  since: number;
}

/** By C-STORE; and what comes by HTTP, which the gateway counts and names itself. */
const byCStore: Record<string, Refusals | undefined> = {};
const byHttp: Record<string, Refusals | undefined> = {};

// What an earlier process has left.
os.remove(COUNTS);

/** Writes the counts; whoever reads them gets all of them, or those of before. */
function write(): void {
  const [file] = io.open(`${COUNTS}.new`, "w");
  if (file === undefined) return;
  for (const reason in byCStore) {
    const refusals = byCStore[reason];
    if (refusals !== undefined) file.write(string.format("%s %d %d\n", reason, refusals.count, refusals.silent));
  }
  file.close();
  os.rename(`${COUNTS}.new`, COUNTS);
}

/** Counts a refusal; whether it gets a line of its own. */
function count(refusals: Refusals): boolean {
  const now = os.time();
  refusals.count += 1;
  if (now - refusals.since >= WINDOW_SECONDS || now < refusals.since) {
    refusals.since = now;
    refusals.lines = 0;
  }
  if (refusals.lines === MOST_LINES) {
    refusals.silent += 1;
    return false;
  }
  refusals.lines += 1;
  return true;
}

/** Says in the log why an object is refused, and who has sent it; `about` says more, and nothing of the patient. */
export function noteRefusal(reason: Reason, about: string, origin: Origin): void {
  const isCStore = origin.RequestOrigin === "DicomProtocol";
  const refusals = isCStore ? byCStore : byHttp;
  const of = refusals[reason] ?? { count: 0, silent: 0, lines: 0, since: 0 };
  refusals[reason] = of;
  const isLogged = count(of);
  if (isCStore) write();
  if (!isLogged) return;
  const [aet] = string.gsub(plain(origin.RemoteAet), '"', "?");
  const by = isCStore ? `C-STORE, AE title "${aet}",` : plain(origin.RequestOrigin);
  print(`refused an object by ${by} from ${plain(origin.RemoteIp)}: ${reason}, ${about}`);
}

/** Refusals without a line of their own that the log has been told of, by reason, and when. */
const told: Record<string, number | undefined> = {};
let toldAt = 0;

/** At each heart beat: says how many refusals had no line, once in a while. */
export function tellSilent(): void {
  const now = os.time();
  if (now - toldAt < WINDOW_SECONDS && now >= toldAt) return;
  const [file] = io.open(COUNTS);
  if (file === undefined) return;
  const text = file.read(MOST_BYTES) ?? "";
  file.close();
  // Pattern: at most 1024 bytes.
  for (const [reason = "", count = "", silent] of string.gmatch(text, "([%l-]+) (%d+) (%d+)\n")) {
    const number = tonumber(silent) ?? 0;
    const more = number - (told[reason] ?? 0);
    if (more <= 0) continue;
    told[reason] = number;
    toldAt = now;
    print(string.format("refused %d more objects by C-STORE: %s (%s since the start)", more, reason, count));
  }
}
