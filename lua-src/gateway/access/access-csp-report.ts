import { end, endForeignHost } from "./end";
import { checkHost } from "../http/origin";
import { PAGES } from "../routes/pages";
import { readRequest } from "../http/request";

/**
 * Access to the report endpoint: the request has to be well-formed and meant for PUBLIC_URL, no more.
 *
 * No session, because a browser sends its reports when it likes, also after the session's end and, by the Reporting
 * API, without cookies. No Origin check, because that one keeps other sites from changing something in a person's
 * name: a report changes nothing, is answered with nothing, and its sender is not looked at. What anybody may do here
 * is write a bounded number of short lines into the log.
 */
export function accessCspReport(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const foreign = checkHost();
  if (foreign !== undefined) return endForeignHost(foreign);
  if (request.path !== "/gateway/csp-report" || request.query !== undefined) {
    return end({ status: 400, reason: "two-readings", detail: "Not the report endpoint's address." });
  }
  if (!PAGES["/gateway/csp-report"].methods.includes(request.method)) {
    return end({ status: 405, reason: "report-method", detail: "Reports are sent with POST." });
  }
  ngx.var["collimator_upstream"] = "gateway/csp-report";
}
