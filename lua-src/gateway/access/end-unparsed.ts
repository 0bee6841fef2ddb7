import { withoutSlashes } from "../dicomweb/path";
import { formatQuery, parseQuery } from "../http/query";
import type { Refusal } from "../http/refusal";
import { MAX_TARGET, readHeaders, type RawRequest } from "../http/request";
import { identify } from "../identity/identify";
import { parseRoute } from "../routes/route";
import { allowReading } from "./cross-origin";
import { end, endRedirected, endUnidentified } from "./end-request";

/**
 * The address to which a request for DICOMweb is redirected: its path, and its query written from the parsed parameters.
 * Undefined if that is longer than an address may be.
 */
export function addressOf({ path, query }: RawRequest): string | undefined {
  const [parameters] = parseQuery(query);
  if (parameters === undefined) return undefined;
  const address = parameters.length === 0 ? path : `${path}?${formatQuery(parameters)}`;
  return address.length > MAX_TARGET ? undefined : address;
}

/**
 * Ends a request that does not parse. If superfluous slashes are its only fault, whoever has a session or a token is
 * redirected to the same request without them, by 308, which keeps the method (RFC 9110, section 15.4.9). The Location is
 * a path of this origin, and nothing in it is the client's text: see `withoutSlashes` and `addressOf`.
 */
export function endUnparsed(request: RawRequest, refusal: Refusal): never {
  const path = withoutSlashes(request.path);
  if (path === undefined) return end(refusal);
  const canonical = { ...request, path };
  const [route, fault] = parseRoute(canonical, readHeaders);
  if (route === undefined) return end(fault);
  const address = addressOf(canonical);
  if (address === undefined) return end(refusal);
  const [principal, failure] = identify();
  if (failure !== undefined) return end(failure);
  if (principal === undefined) return endUnidentified(canonical);
  ngx.var["collimator_user"] = principal.user;
  allowReading();
  return endRedirected(refusal.reason, address, 308);
}
