/**
 * What scripts of the origins in CORS_ORIGINS may do (Fetch, section 3.3: the CORS protocol): use DICOMweb with an API
 * token. They can never use a person's cookie: credentials are not allowed, and the answer to a request that brings a
 * session can't be read.
 *
 * @module
 */
import { settings } from "../config/settings";
import { parseDicomweb } from "../dicomweb/parse";
import { hasAuthorization } from "../http/authorization";
import { hasSessionCookie } from "../http/cookies";
import type { RawRequest, RequestHeaders } from "../http/request";
import { matches } from "../../shared/text";

/** The headers of our answers that say something to a program. */
const READABLE =
  "Accept-Ranges, Content-Length, Content-Location, Content-Range, Content-Type, Retry-After, Warning, WWW-Authenticate, X-Request-Id";

/** The headers that a program may send: the token, and what the grammar reads. */
const SENDABLE = "authorization, accept, content-type, range";

/** Seconds for which a browser need not ask again. */
const MAX_AGE = "600";

/** The headers of a Store, to find out from the grammar whether a path takes one. */
const STORE: RequestHeaders = { contentType: 'multipart/related; type="application/dicom"; boundary=x' };

/**
 * The request's Origin, if CORS_ORIGINS names it. Two Origin headers arrive joined by a comma, which it never names.
 */
function configuredOrigin(): string | undefined {
  const { allowedOrigins } = settings();
  if (allowedOrigins === undefined) return undefined;
  const origin = ngx.var["http_origin"];
  return origin !== undefined && allowedOrigins[origin] === true ? origin : undefined;
}

function allow(origin: string): void {
  ngx.header["Access-Control-Allow-Origin"] = origin;
  ngx.header["Vary"] = "Origin";
}

/**
 * Lets a script of a configured origin read the answer to its request under `/pacs`, if that has a token and no
 * session.
 */
export function allowReading(): void {
  const origin = configuredOrigin();
  if (origin === undefined || !hasAuthorization() || hasSessionCookie()) return;
  allow(origin);
  ngx.header["Access-Control-Expose-Headers"] = READABLE;
}

/** The same for a refusal. nginx refuses some requests before it chooses a location: then the request line decides. */
export function allowReadingOfRefusal(): void {
  if (settings().allowedOrigins === undefined || !matches(ngx.var["request"] ?? "", "^%u+ /pacs[/? ]")) return;
  const place = ngx.var["collimator_place"] ?? "";
  if (place === "pacs" || place === "") allowReading();
}

/** The methods that a path takes. For an unknown path it is GET, so that a script can read the refusal. */
function methodsOf(path: string): string {
  const [store] = parseDicomweb("POST", path, undefined, STORE);
  return store === undefined ? "GET" : "GET, POST";
}

/** Answers a preflight, which has neither token nor cookie. */
function endPreflight(origin: string, path: string): never {
  allow(origin);
  ngx.header["Access-Control-Allow-Methods"] = methodsOf(path);
  ngx.header["Access-Control-Allow-Headers"] = SENDABLE;
  ngx.header["Access-Control-Max-Age"] = MAX_AGE;
  return ngx.exit(204);
}

/**
 * Whether a request from another site goes on: one to DICOMweb, from a configured origin, with a token. A preflight
 * from there is answered and ends here.
 *
 * @param withToken whether the request brings a token and no session
 */
export function mayCross({ method, path }: RawRequest, withToken: boolean): boolean {
  // By nginx's reading of the path, so that no other handler is reached. Later it is compared with the parser's.
  if (ngx.var["collimator_place"] !== "pacs") return false;
  const origin = configuredOrigin();
  if (origin === undefined) return false;
  const asked = method === "OPTIONS" ? ngx.var["http_access_control_request_method"] : undefined;
  if (asked !== undefined && !hasSessionCookie()) endPreflight(origin, path);
  return withToken;
}
