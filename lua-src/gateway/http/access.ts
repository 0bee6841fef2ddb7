import { contains, matches } from "./text";
import { awaitFlight } from "../cache/flights";
import { keyOf } from "../cache/keep";
import { isCompressible } from "../cache/key";
import { settings } from "../config/settings";
import { hasAuthorization } from "./authorization";
import { hasSessionCookie, readBindingCookie, readDeviceCookie } from "./cookies";
import { allowReading, mayCross } from "./cross-origin";
import { identify } from "../identity/identify";
import type { Principal } from "../identity/principal";
import { decide, mayMakeStudies } from "../policy/decide";
import { warmStudies } from "../warming/page";
import { isAskedByPage, isNavigation, isProgram } from "./navigation";
import { checkHost, checkOrigin } from "./origin";
import { refuse, type Refusal } from "./refusal";
import { countRefusal } from "./refusal-count";
import { MAX_TARGET, readHeaders, readRequest, type RawRequest } from "./request";
import { type PacsRoute, parseRoute, type Route } from "./route";
import type { Row } from "./transactions";
import type { UpstreamRequest } from "./upstream";

/** Ends the request with a refusal: the problem page is made by nginx's error_page. */
export function end(refusal: Refusal): never {
  ngx.var["collimator_reason"] = refusal.reason;
  ngx.var["collimator_detail"] = refusal.detail;
  return ngx.exit(refusal.status);
}

/** Ends a request that is refused, but sends the person where it goes on. */
function endRedirected(reason: string, address: string, status: number): never {
  ngx.var["collimator_reason"] = reason;
  countRefusal(reason, status);
  return ngx.redirect(address, status);
}

/** Ends a request that came under another host name: a person is sent on, a program is told. */
export function endForeignHost(refusal: Refusal): never {
  if (refusal.status !== 308) return end(refusal);
  return endRedirected(refusal.reason, settings().publicUrl + (ngx.var["request_uri"] ?? "/"), 308);
}

/**
 * The request, if it is well-formed, meant for PUBLIC_URL, and from it, or an origin of CORS_ORIGINS, where it changes
 * something. `withToken`: it is identified by an API token and no cookie.
 */
export function readTrusted(withToken: boolean): RawRequest {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const foreign = checkHost();
  if (foreign !== undefined) return endForeignHost(foreign);
  const crossSite = checkOrigin(request.method, withToken);
  if (crossSite !== undefined && !mayCross(request, withToken)) return end(crossSite);
  return request;
}

/** The query that brings a person back to the address they asked for; none where it would be too long an address. */
function returnQuery(request: RawRequest): string {
  const target = request.query === undefined ? request.path : `${request.path}?${request.query}`;
  const escaped = ngx.escape_uri(target);
  return escaped.length > MAX_TARGET - 100 ? "" : `?to=${escaped}`;
}

const NO_SESSION = refuse(401, "no-session", "A session is needed: log in first.");
const NO_CREDENTIALS = refuse(
  401,
  "no-session",
  "A session or an API token is needed: a program sends a token, as `Authorization: Bearer` (docs/scripts-and-tokens.md).",
);

/** A page asked for without a session goes to the login and afterwards back; anything else is told 401. */
function endUnidentified(request: RawRequest): never {
  if (!isNavigation()) {
    return end(isProgram() ? NO_CREDENTIALS : NO_SESSION);
  }
  // A form is not sent again.
  const back = request.method === "GET" ? returnQuery(request) : "";
  return endRedirected("no-session", `/login${back}`, 302);
}

/** The pages on which a person mends what the policy has refused for. */
const REMEDIES: Readonly<Record<string, string | undefined>> = {
  "password-change-due": "/password",
  "step-up": "/confirm",
};

function endRefused(refusal: Refusal, request: RawRequest): never {
  const remedy = REMEDIES[refusal.reason];
  if (remedy === undefined || !isNavigation()) return end(refusal);
  return endRedirected(refusal.reason, remedy + returnQuery(request), 302);
}

/**
 * Compression is chosen here from a closed set; the client's header goes no further. Whoever weighs codings by
 * quality values (RFC 9110 section 12.4.2) gets none: no browser does.
 */
function contentCoding(accepted: string): string {
  if (contains(accepted, "=")) return "";
  if (matches(accepted, "%f[%w]br%f[%W]")) return "br";
  return matches(accepted, "%f[%w]gzip%f[%W]") ? "gzip" : "";
}

/** What browsers send, so that it costs one look-up. */
const KNOWN_CODINGS: Readonly<Record<string, string | undefined>> = {
  "gzip, deflate, br, zstd": "br",
  "gzip, deflate, br": "br",
  "gzip, deflate": "gzip",
};

/** Sets what the configuration has not set to "" already. */
function hand(name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") ngx.var[name] = value;
}

/** The coding that the client is given. */
function acceptedCoding(): string {
  const accepted = ngx.var["http_accept_encoding"] ?? "";
  return KNOWN_CODINGS[accepted] ?? contentCoding(accepted);
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

function prepare(route: Route, request: RawRequest, principal: Principal): void {
  ngx.var["collimator_user"] = principal.user;
  // nginx serves the one file of that location.
  if (route.place === "explorer-script") return;
  if (route.place === "viewer") {
    ngx.var["collimator_file"] = route.file;
    if (route.page) warmStudies(request.query);
  } else if (route.place === "page") {
    const query = request.query === undefined ? "" : `?${request.query}`;
    ngx.var["collimator_upstream"] = `${string.sub(route.path, 2)}${query}`;
    ngx.var["collimator_session"] = principal.key;
    hand("collimator_browser", readDeviceCookie());
    if (route.page.binding === true) hand("collimator_binding", readBindingCookie());
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

/**
 * Refuses what a page, and not a person, asks of the pages that change accounts and sessions: a script that should not
 * be there, in whichever page of this origin, can neither read them nor send their forms by a request of its own.
 */
export function endUnlessPersons(): void {
  if (!isAskedByPage()) return;
  end({
    status: 403,
    reason: "not-a-navigation",
    detail: "This page is gone to by a person; no script may ask for it.",
  });
}

/** The way of a request: read, parse, identify, decide, rebuild. What it does not end, nginx goes on to serve. */
export function access(): void {
  const request = readTrusted(hasAuthorization() && !hasSessionCookie());
  const [route, refusal] = parseRoute(request, readHeaders);
  if (route === undefined) return end(refusal);
  // nginx has chosen the location by its own reading of the path: two readings are a reason to stop.
  if (ngx.var["collimator_place"] !== route.place) {
    return end({ status: 400, reason: "two-readings", detail: "The address is not in its canonical form." });
  }
  if (route.place === "page" && route.page.byScript !== true) endUnlessPersons();
  const [principal, failure] = identify();
  if (failure !== undefined) return end(failure);
  if (principal === undefined) return endUnidentified(request);
  const refused = decide(principal, route);
  if (refused !== undefined) {
    ngx.var["collimator_user"] = principal.user;
    return endRefused(refused, request);
  }
  prepare(route, request, principal);
}
