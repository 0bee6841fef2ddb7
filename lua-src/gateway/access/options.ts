import { identify } from "../identity/identify";
import { readHeaders, type RawRequest } from "../http/request";
import { methodsAt } from "../routes/methods";
import { parseRoute } from "../routes/route";
import { end, endUnidentified } from "./end-request";
import { endUnparsed } from "./end-unparsed";

/**
 * Ends an OPTIONS request (RFC 9110, section 9.3.7): 204 with the methods of the resource in `Allow` for whoever has a
 * session or a token, and what a GET gets if there is no such resource. A preflight of CORS has ended before
 * (cross-origin.ts).
 */
export function endOptions(request: RawRequest): never {
  const [principal, failure] = identify();
  if (failure !== undefined) return end(failure);
  if (principal === undefined) return endUnidentified(request);
  ngx.var["collimator_user"] = principal.user;
  const methods = methodsAt(request.path);
  if (methods.length === 0) {
    const read = { ...request, method: "GET" };
    const [route, refusal] = parseRoute(read, readHeaders);
    if (route === undefined) return endUnparsed(read, refusal);
  }
  ngx.header["Allow"] = methods.join(", ");
  return ngx.exit(204);
}
