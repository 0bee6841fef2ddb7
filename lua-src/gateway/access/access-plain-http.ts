import { settings } from "../config/settings";
import { end } from "./end-request";
import { refuse } from "../http/refusal";
import { readRequest } from "../http/request";

const DETAIL = "This needs HTTPS: use the address of PUBLIC_URL.";

/**
 * The access handler for plain HTTP, if the gateway itself terminates TLS. GET and HEAD are redirected to PUBLIC_URL.
 * Every other method, and every request with an Authorization header, is refused: a redirect would work each time, and
 * nobody would notice that bodies and credentials cross the network in the clear.
 */
export function accessPlainHttp(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const reads = request.method === "GET";
  if (!reads || ngx.var["http_authorization"] !== undefined) return end(refuse(403, "plain-http", DETAIL));
  ngx.var["collimator_reason"] = "plain-http";
  const query = request.query === undefined ? "" : `?${request.query}`;
  ngx.redirect(`${settings().publicUrl}${request.path}${query}`, 308);
}
