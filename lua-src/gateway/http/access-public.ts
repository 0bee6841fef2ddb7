import { end, readTrusted } from "./access";
import { readRequest } from "./request";

function onlyGet(method: string): void {
  if (method !== "GET" && method !== "HEAD") {
    end({ status: 405, reason: "public-method", detail: "This is read with GET." });
  }
}

/** The login page's style sheet and mark. */
export function accessPageAsset(): void {
  onlyGet(readTrusted().method);
}

/** Health, for monitors: under any Host. */
export function accessHealth(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  onlyGet(request.method);
}

/** The problem page, which only nginx's error_page can reach. */
export function accessInternal(): void {
  if (!ngx.req.is_internal()) ngx.exit(404);
}
