/** Which methods a resource supports, as its grammar says: for `Allow` (RFC 9110, section 10.2.1). */
import type { RequestHeaders } from "../http/request";
import { matches } from "../../shared/text";
import { openPageAt } from "./pages";
import { parseRoute } from "./route";

const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** Headers of a body, one of which each grammar accepts: none, an upload, JSON. */
export const SAMPLE_HEADERS: readonly RequestHeaders[] = [
  {},
  { contentType: 'multipart/related; type="application/dicom"; boundary=b', contentLength: "1" },
  { contentType: "application/json", contentLength: "2" },
];

/** What has an exact location of its own and no session (nginx/locations/public.conf): it is only read. */
function isOpenFile(path: string): boolean {
  return path === "/healthz" || path === "/readyz" || matches(path, "^/gateway/[^/]+$");
}

/** Lists of the administration and the URI service need parameters; without a query they are refused for that alone. */
const LACKS_QUERY: Readonly<Record<string, true | undefined>> = { "admin-limit": true, "wado-uri-missing": true };

function isSupported(method: string, path: string): boolean {
  for (const headers of SAMPLE_HEADERS) {
    const [route, refusal] = parseRoute({ method, path, query: undefined }, () => headers);
    if (route !== undefined || LACKS_QUERY[refusal.reason] === true) return true;
    if (refusal.status === 405) return false;
  }
  return false;
}

/**
 * The methods of the resource at a path, with HEAD where there is GET and OPTIONS for what needs a session; empty if
 * there is no such resource. It parses up to a dozen requests: nothing for the way of an ordinary one.
 */
export function methodsAt(path: string): readonly string[] {
  const open = openPageAt(path);
  const found: string[] = [];
  for (const method of open?.methods ?? METHODS) {
    if (open === undefined && !isSupported(method, path)) continue;
    found.push(method);
    if (method === "GET") found.push("HEAD");
  }
  if (open === undefined && !isOpenFile(path) && found.length > 0) found.push("OPTIONS");
  return found;
}
