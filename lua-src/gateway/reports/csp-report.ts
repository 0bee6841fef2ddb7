import { decodeObject } from "../../shared/json";
import { noticeStranger } from "../throttle/log-lines";
import { readViolations } from "./violation";

/** A browser gathers reports; more than these are not worth a line each. */
const MOST = 10;

/**
 * Logs what a browser says of violations of the Content-Security-Policy: a line each, and nothing of it that could
 * be a patient's. Takes the old form (application/csp-report) and that of the Reporting API
 * (application/reports+json). Answers 204, or 415 and 400 where it is neither.
 */
export function cspReport(): void {
  const [contentType] = string.match(ngx.var["http_content_type"] ?? "", "^%s*([^;%s]*)");
  const kind = string.lower(contentType ?? "");
  if (kind !== "application/csp-report" && kind !== "application/reports+json") return ngx.exit(415);
  ngx.req.read_body();
  const report = decodeObject(ngx.req.get_body_data() ?? "");
  if (report === undefined) return ngx.exit(400);
  const violations = readViolations(report);
  const client = ngx.var["http_x_client"] ?? "";
  for (const violation of violations.slice(0, MOST)) {
    noticeStranger(client, "csp-violation", { ...violation, client });
  }
  ngx.exit(204);
}
