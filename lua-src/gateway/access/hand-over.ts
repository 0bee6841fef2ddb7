/** What nginx gets of a request that it serves: its variables, as nginx/snippets/requests/variables.conf lists them. */
import { awaitFlight } from "../cache/flights";
import { keyOf, isCompressible } from "../cache/key";
import { settings } from "../config/settings";
import type { Principal } from "../verdicts/principal";
import { mayMakeStudies } from "../policy/decide";
import { warmStudies } from "../prefetch/page";
import { acceptedCoding } from "../http/coding";
import { readBindingCookie, readDeviceCookie } from "../http/cookies";
import { allowReading } from "./cross-origin";
import { end } from "./end";
import type { PageRoute } from "../routes/pages";
import { refuse } from "../http/refusal";
import type { RawRequest } from "../http/request";
import type { PacsRoute, Route } from "../routes/route";
import type { Row } from "../routes/transactions";
import type { UpstreamRequest } from "../http/upstream";

/** Sets what the configuration has not set to "" already. */
function hand(name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") ngx.var[name] = value;
}

/** Hands a rebuilt request to nginx; the leading slash stands in the configuration. */
function rebuild({ server, work }: Row, upstream: UpstreamRequest, coding: string): void {
  ngx.var["collimator_server"] = server;
  // As the configuration has it already.
  if (work !== "light") ngx.var["collimator_work"] = work;
  hand("collimator_upstream", string.sub(upstream.path, 2));
  hand("collimator_scope", upstream.scope);
  hand("collimator_accept", upstream.accept);
  hand("collimator_encoding", coding);
  hand("collimator_content_type", upstream.contentType);
  hand("collimator_forms", upstream.forms);
  hand("collimator_warning", upstream.warning);
  hand("collimator_range", upstream.range);
}

/**
 * For Server-Timing: how long reading and deciding took, in whole milliseconds. nginx's clock stands still while a
 * handler runs, so it is 0, as the configuration has it, unless something had to be waited for.
 */
function tellTime(): void {
  const seconds = ngx.now() - ngx.req.start_time();
  if (seconds > 0) ngx.var["collimator_decided"] = string.format("%.0f", seconds * 1000);
}

/** DICOMweb: nginx serves the answer that it keeps under the key that this returns, if there is one. */
export function preparePacs({ transaction, row, upstream }: PacsRoute): string | undefined {
  allowReading();
  if (!row.ranged) ngx.req.clear_header("Range");
  const coding = isCompressible(upstream) ? acceptedCoding() : "";
  const [key, refused, frameForm] = keyOf(transaction, row.cached, upstream, coding);
  if (refused !== undefined) return end(refused);
  hand("collimator_cache_key", key);
  hand("collimator_frame_form", frameForm);
  rebuild(row, upstream, coding);
  tellTime();
  return key;
}

const TOO_LARGE = refuse(413, "store-too-large", "The body is larger than UPLOAD_LIMIT.");

/** Of an upload: its announced size is judged before any of it is read; the inner server is told who stores, and how. */
function prepareStore(principal: Principal): void {
  const length = tonumber(ngx.var["http_content_length"]);
  if (length !== undefined && length > settings().uploadLimitBytes) return end(TOO_LARGE);
  if (!mayMakeStudies(principal)) ngx.var["collimator_store"] = "append";
  if (principal.kind === "token") ngx.var["collimator_token"] = principal.key;
}

/** A page of the gateway's own: the inner server makes it. */
function preparePage({ path, page }: PageRoute, request: RawRequest, principal: Principal): void {
  const query = request.query === undefined ? "" : `?${request.query}`;
  ngx.var["collimator_upstream"] = `${string.sub(path, 2)}${query}`;
  ngx.var["collimator_session"] = principal.key;
  hand("collimator_browser", readDeviceCookie());
  if (page.binding === true) hand("collimator_binding", readBindingCookie());
}

/** Hands a request that has been allowed over to nginx. */
export function handOver(route: Route, request: RawRequest, principal: Principal): void {
  ngx.var["collimator_user"] = principal.user;
  // nginx serves the one file of that location.
  if (route.place === "explorer-script") return;
  if (route.place === "viewer") {
    ngx.var["collimator_file"] = route.file;
    if (route.page) warmStudies(request.query);
  } else if (route.place === "page") {
    preparePage(route, request, principal);
  } else if (route.upstream === undefined) {
    ngx.redirect("/pacs-admin/app/explorer.html", 302);
  } else if (route.place === "pacs") {
    if (route.transaction.kind === "StoreInstances") prepareStore(principal);
    const key = preparePacs(route);
    if (key !== undefined) awaitFlight(key);
  } else {
    rebuild(route.row, route.upstream, acceptedCoding());
  }
}
