/** Hands a request to nginx, by the variables that nginx/snippets/requests/variables.conf lists. */
import { singleFlight } from "../cache/single-flight";
import { keyOf, isCompressible } from "../cache/key";
import { settings } from "../config/settings";
import type { Principal } from "../verdicts/principal";
import { mayMakeStudies } from "../policy/decide";
import { prefetchStudies } from "../prefetch/page";
import { acceptedCoding } from "../http/coding";
import { readBindingCookie, readDeviceCookie } from "../http/cookies";
import { allowReading } from "./cross-origin";
import { endEmptySearch } from "./empty-search";
import { end } from "./end-request";
import type { PageRoute } from "../routes/pages";
import { refuse } from "../http/refusal";
import type { RawRequest } from "../http/request";
import type { PacsRoute, Route } from "../routes/route";
import type { Row } from "../routes/transactions";
import type { UpstreamRequest } from "../http/upstream";

/** Sets a variable, which is "" in the configuration, if there is a value for it. */
function hand(name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") ngx.var[name] = value;
}

/** Hands a rebuilt request to nginx. The leading slash of its path is in the configuration. */
function rebuild({ server, work }: Row, upstream: UpstreamRequest, coding: string): void {
  ngx.var["collimator_server"] = server;
  // The configuration has `light` already.
  if (work !== "light") ngx.var["collimator_work"] = work;
  hand("collimator_upstream", string.sub(upstream.path, 2));
  hand("collimator_scope", upstream.scope);
  hand("collimator_accept", upstream.accept);
  hand("collimator_encoding", coding);
  hand("collimator_content_type", upstream.contentType);
  hand("collimator_representations", upstream.representations);
  hand("collimator_syntaxes", upstream.syntaxes);
  hand("collimator_warning", upstream.warning);
  hand("collimator_range", upstream.range);
}

/**
 * For Server-Timing: how long it took to read the request and decide, in whole milliseconds. nginx's clock stands still
 * while a handler runs, so this is 0, which the configuration has already, unless the handler had to wait for
 * something.
 */
function tellTime(): void {
  const seconds = ngx.now() - ngx.req.start_time();
  if (seconds > 0) ngx.var["collimator_decided"] = string.format("%.0f", seconds * 1000);
}

/**
 * Prepares a request to DICOMweb. Returns the cache key of its answer; undefined if nginx must not look in the cache.
 */
export function preparePacs({ transaction, row, upstream }: PacsRoute): string | undefined {
  allowReading();
  if (!row.ranged) ngx.req.clear_header("Range");
  const coding = isCompressible(upstream) ? acceptedCoding() : "";
  const [key, refused, representation] = keyOf(transaction, row.cached, upstream, coding);
  if (refused !== undefined) return end(refused);
  hand("collimator_cache_key", key);
  hand("collimator_frame_representation", representation);
  rebuild(row, upstream, coding);
  tellTime();
  return key;
}

const TOO_LARGE = refuse(413, "store-too-large", "The body is larger than UPLOAD_LIMIT: send fewer instances at once.");

/**
 * Prepares an upload: ends it if its Content-Length is too large, before any of it is read. The inner server gets the
 * token, and `append` if the principal may add to studies but not make new ones.
 */
function prepareStore(principal: Principal): void {
  const length = tonumber(ngx.var["http_content_length"]);
  if (length !== undefined && length > settings().uploadLimitBytes) return end(TOO_LARGE);
  if (!mayMakeStudies(principal)) ngx.var["collimator_store"] = "append";
  if (principal.kind === "token") ngx.var["collimator_token"] = principal.key;
}

/** Prepares a page of the gateway's own, which the inner server makes. */
function preparePage({ path, page }: PageRoute, request: RawRequest, principal: Principal): void {
  const query = request.query === undefined ? "" : `?${request.query}`;
  ngx.var["collimator_upstream"] = `${string.sub(path, 2)}${query}`;
  ngx.var["collimator_session"] = principal.key;
  hand("collimator_browser", readDeviceCookie());
  if (page.binding === true) hand("collimator_binding", readBindingCookie());
}

/** Hands a request to nginx after it has been allowed. */
export function handOver(route: Route, request: RawRequest, principal: Principal): void {
  ngx.var["collimator_user"] = principal.user;
  // The location has one file, which nginx serves.
  if (route.place === "explorer-script") return;
  if (route.place === "viewer") {
    ngx.var["collimator_file"] = route.file;
    if (route.page) prefetchStudies(request.query);
  } else if (route.place === "page") {
    preparePage(route, request, principal);
  } else if (route.upstream === undefined) {
    ngx.redirect("/pacs-admin/app/explorer.html", 302);
  } else if (route.place === "pacs") {
    if (route.transaction.kind === "StoreInstances") prepareStore(principal);
    endEmptySearch(route.transaction, route.upstream.warning);
    const key = preparePacs(route);
    if (key !== undefined) singleFlight(key);
  } else {
    rebuild(route.row, route.upstream, acceptedCoding());
  }
}
