import { encode } from "../shared/json";

/**
 * The gateway's own messages, a JSON line each on standard error. Not by ngx.log: nginx adds the request line to
 * whatever is logged within a request, and queries hold patients' names. For the same reason the servers log
 * nothing below `alert` themselves.
 */
function write(level: "error" | "notice", message: string, fields: Readonly<Record<string, unknown>>): void {
  io.stderr.write(`${encode({ ...fields, time: ngx.http_time(ngx.time()), level, message })}\n`);
}

/** Something is wrong that an operator should see. */
export function report(message: string): void {
  write("error", message, {});
}

/** What is no fault: logins, changed passwords, reports; with fields of their own where they have some. */
export function notice(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  write("notice", message, fields);
}
