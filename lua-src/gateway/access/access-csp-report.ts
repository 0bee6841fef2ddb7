import { end, endForeignHost } from "./end-request";
import { checkHost } from "../http/origin";
import { PAGES } from "../routes/pages";
import { readRequest } from "../http/request";

/**
 * The access handler of the report endpoint: the request has to be well-formed and meant for PUBLIC_URL, no more.
 *
 * It needs no session, because a browser sends its reports when it likes, also after the session's end and, by the
 * Reporting API, without cookies. The Origin is not checked, because that check keeps other sites from changing
 * something in a person's name: a report changes nothing, gets an empty answer, and its sender is not identified. All
 * that anybody can do here is write a bounded number of short lines into the log.
 */
export function accessCspReport(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const foreign = checkHost(false);
  if (foreign !== undefined) return endForeignHost(foreign);
  if (request.path !== "/gateway/csp-report" || request.query !== undefined) {
    return end({ status: 400, reason: "two-readings", detail: "Not the report endpoint's address." });
  }
  if (!PAGES["/gateway/csp-report"].methods.includes(request.method)) {
    return end({ status: 405, reason: "report-method", detail: "Reports are sent with POST." });
  }
  ngx.var["collimator_upstream"] = "gateway/csp-report";
}
