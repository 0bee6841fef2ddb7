import { readTrusted } from "./access";
import { end } from "./end-request";
import { readRequest } from "../http/request";

function onlyGet(method: string): void {
  if (method !== "GET") {
    end({ status: 405, reason: "public-method", detail: "This is read with GET." });
  }
}

/** Ends the request unless the path by which nginx chose the location is exactly the one that the client wrote. */
function onlyAsWritten(path: string): void {
  if (path !== ngx.var["uri"]) end({ status: 400, reason: "two-readings", detail: "Not the canonical address." });
}

/**
 * The access handler of the style sheet and the logos, which the login page needs before there is a session, and of the
 * script of the page for uploads, which holds nothing of anybody's.
 */
export function accessPageAsset(): void {
  const request = readTrusted(false);
  onlyGet(request.method);
  onlyAsWritten(request.path);
}

/** The access handler of the health checks: monitors may send any Host. */
export function accessHealth(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  onlyGet(request.method);
  onlyAsWritten(request.path);
}

/** The access handler of the problem page: only nginx's error_page reaches it, everybody else gets 404. */
export function accessInternal(): void {
  if (!ngx.req.is_internal()) ngx.exit(404);
}
