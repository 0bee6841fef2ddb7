/**
 * What reached Orthanc, and whose it was, as its log tells: each request's headers, then its line, by threads.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { docker, until } from "./docker";
import { ask } from "./session";

/** A request as `GET /path`, without its query. */
export interface Reached {
  readonly line: string;
  /** The gateway's user in Orthanc, which stands for the scope; "" for nobody. */
  readonly user: string;
  /** Whether the gateway asked ahead of people (nginx/servers/prefetch.conf). */
  readonly isPrefetch: boolean;
}

const ENTRY = /^[A-Z]\d+ \S+ +(\S+) \S+\] \(http\) (?:HTTP header: \[(\S+)\]: \[(.*)\]|([A-Z]+ \/\S*)) *$/;

/** Reads a log, in order. */
export function readRequests(log: string): Reached[] {
  const requests: Reached[] = [];
  const fields = new Map<string, Map<string, string>>();
  for (const text of log.split("\n")) {
    const [, thread = "", name, value = "", line] = ENTRY.exec(text) ?? [];
    const own = fields.get(thread) ?? new Map<string, string>();
    if (name !== undefined) fields.set(thread, own.set(name, value));
    if (line === undefined) continue;
    fields.delete(thread);
    const credentials = Buffer.from(own.get("authorization")?.split(" ")[1] ?? "", "base64").toString();
    requests.push({ line, user: credentials.split(":")[0] ?? "", isPrefetch: own.has("x-prefetch") });
  }
  return requests;
}

/** What each of the gateway's own users asks: whether Orthanc is there, what has changed, who has what, and how large. */
const OWN = new Map([
  [
    "gateway-health",
    [
      "GET /system",
      "GET /statistics",
      "GET /tools/metrics-prometheus",
      "GET /collimator/disk",
      "GET /collimator/refused",
    ],
  ],
  ["gateway-watch", ["GET /changes", "POST /tools/bulk-content", "POST /tools/count-resources", "POST /tools/find"]],
]);

/** Who has stored a study is noted some seconds after the upload. */
const NOTE = /^(GET|PUT) \/studies\/[0-9a-f-]{44}\/metadata\/StoredBy$/;

/** Whether nobody's request is the cause of it: whoever gets one of a person's there has that person's scope. */
function isOwn({ line, user, isPrefetch }: Reached): boolean {
  return isPrefetch || (OWN.get(user) ?? []).includes(line) || (user === "gateway-store" && NOTE.test(line));
}

/** More than a test causes. Docker reads them from the log's end; without a number it reads all of the log for `--since`. */
const MOST_LINES = "100000";

/** Of the log since a time (RFC 3339). */
async function requestLines(since: string): Promise<string[]> {
  const part = ["--since", since, "--tail", MOST_LINES];
  const { stdout, stderr } = await docker("logs", ...part, `${inject("stack").project}-orthanc-1`);
  return readRequests(stdout + stderr)
    .filter((reached) => !isOwn(reached))
    .map(({ line }) => line);
}

/** Headers of one request are logged at once, those of several threads one after the other. */
const TOGETHER_MS = 5000;
/** Where the last call ended: the line of its own request, and a time before all that belongs to that. */
let last = { line: "", since: new Date(Date.now() - TOGETHER_MS).toISOString() };

/**
 * The requests that reached Orthanc since the last call, but for those of the gateway's own. Its log is written a little
 * later than it answers: a last request of a path of its own shows that everything before it is there.
 */
export async function reachedSince(): Promise<string[]> {
  const fence = `/studies/2.25.${BigInt(`0x${randomBytes(12).toString("hex")}`)}/metadata`;
  const since = new Date(Date.now() - TOGETHER_MS).toISOString();
  await ask(`/pacs${fence}`);
  return until("Orthanc's log of the last request", async () => {
    const all = await requestLines(last.since);
    const from = all.indexOf(last.line) + 1;
    if (from === 0 && last.line !== "") throw new Error("Orthanc's log does not go back to the last call");
    const end = all.indexOf(`GET /dicom-web${fence}`, from);
    if (end === -1) return undefined;
    last = { line: `GET /dicom-web${fence}`, since };
    return all.slice(from, end);
  });
}
