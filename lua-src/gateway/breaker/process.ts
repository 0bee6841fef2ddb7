/** Whether the archive's process is still the one that had a request. */
import { askArchive } from "../archive/client";

const PATH = "/tools/metrics-prometheus";
const MOST_BYTES = 64 * 1024;
const ASK_MS = 2000;
const UP_TIME = "\northanc_up_time_s ";
/** A process that has ended is there again in that time, or nothing is known of it now. */
const RETURN_SECONDS = 20;
const LOOK_EVERY_SECONDS = 0.2;

/**
 * When the archive's process started, at the latest: it tells whole seconds, so that it may have been one earlier.
 * undefined where it does not answer.
 */
export function startOfArchive(): number | undefined {
  const [status, body] = askArchive({ scope: "health", path: PATH, limit: MOST_BYTES }, ASK_MS);
  if (status !== 200) return undefined;
  const [, end] = string.find(body, UP_TIME, 1, true);
  if (type(end) !== "number") return undefined;
  const seconds = tonumber(string.match(string.sub(body, end + 1, end + 16), "^%d+")[0]);
  return seconds === undefined ? undefined : ngx.now() - seconds;
}

/**
 * What has become of the archive's process, which has broken a connection off at a time: it lives on, or has ended, since
 * another one is there, or nobody knows. Waits for the other one.
 */
export function fateOfArchive(brokeAt: number): "lives" | "ended" | "unknown" {
  const endsAt = brokeAt + RETURN_SECONDS;
  for (;;) {
    const startedAt = startOfArchive();
    if (startedAt !== undefined) return startedAt > brokeAt ? "ended" : "lives";
    if (ngx.now() >= endsAt) return "unknown";
    ngx.sleep(LOOK_EVERY_SECONDS);
  }
}
