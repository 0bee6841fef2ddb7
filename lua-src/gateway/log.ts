import { encode } from "../shared/json";

/**
 * The gateway's own messages, a JSON line each on standard error. Not by ngx.log: nginx adds the request line to
 * whatever is logged within a request, and queries hold patients' names. For the same reason the servers log
 * nothing below `alert` themselves.
 */
function write(level: "error" | "notice", message: string, fields: Readonly<Record<string, unknown>>): void {
  io.stderr.write(`${encode({ ...fields, time: ngx.http_time(ngx.time()), level, message })}\n`);
}

/** The same words are written so often in a minute, by each worker: where Valkey is away each request has the same to say. */
const MOST_REPEATS = 20;
/** More different ones in a minute are not counted, and all written. */
const MOST_MESSAGES = 100;

let minute = 0;
let messages = 0;
let repeats: Record<string, number | undefined> = {};
let unwritten = 0;

function isRepeated(message: string): boolean {
  const now = math.floor(ngx.time() / 60);
  if (now !== minute) {
    if (unwritten > 0) write("error", "messages like those before were left out", { count: unwritten });
    [minute, messages, repeats, unwritten] = [now, 0, {}, 0];
  }
  const count = (repeats[message] ?? 0) + 1;
  if (count === 1) messages += 1;
  if (messages <= MOST_MESSAGES) repeats[message] = count;
  if (count > MOST_REPEATS) unwritten += 1;
  return count > MOST_REPEATS;
}

/** Something is wrong that an operator should see. */
export function report(message: string): void {
  if (!isRepeated(message)) write("error", message, {});
}

/** What is no fault: logins, changed passwords, reports; with fields of their own where they have some. */
export function notice(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  write("notice", message, fields);
}
