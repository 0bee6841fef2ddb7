import { readTrusted } from "./access";
import { end } from "./end";
import { readRequest } from "../http/request";

function onlyGet(method: string): void {
  if (method !== "GET" && method !== "HEAD") {
    end({ status: 405, reason: "public-method", detail: "This is read with GET." });
  }
}

/** nginx has chosen the location by its own reading of the path, which must be the only one. */
function onlyAsWritten(path: string): void {
  if (path !== ngx.var["uri"]) end({ status: 400, reason: "two-readings", detail: "Not the canonical address." });
}

/** The login page's style sheet and mark. */
export function accessPageAsset(): void {
  const request = readTrusted(false);
  onlyGet(request.method);
  onlyAsWritten(request.path);
}

/** Health, for monitors: under any Host. */
export function accessHealth(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  onlyGet(request.method);
  onlyAsWritten(request.path);
}

/** The problem page, which only nginx's error_page can reach. */
export function accessInternal(): void {
  if (!ngx.req.is_internal()) ngx.exit(404);
}
