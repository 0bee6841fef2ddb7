/**
 * What the scripts of other origins may do where CORS_ORIGINS names them (Fetch, section 3.3: the CORS protocol):
 * DICOMweb with an API token. Never with a person's cookie: credentials are not allowed, and an answer to a request
 * that brings a session can't be read.
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

/** What a program may choose: the token, and what the grammar reads. */
const SENDABLE = "authorization, accept, content-type, range";

/** Seconds for which a browser need not ask again. */
const MAX_AGE = "600";

/** Headers that a Store has, to ask the grammar whether a path takes one. */
const STORE: RequestHeaders = { contentType: 'multipart/related; type="application/dicom"; boundary=x' };

/** The Origin of the request where CORS_ORIGINS names it. Two of them come joined by a comma, and are none. */
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

/** Lets a script of a configured origin read the answer to a request under `/pacs` that it has sent with a token. */
export function allowReading(): void {
  const origin = configuredOrigin();
  if (origin === undefined || !hasAuthorization() || hasSessionCookie()) return;
  allow(origin);
  ngx.header["Access-Control-Expose-Headers"] = READABLE;
}

/** The same for a refusal. nginx makes some before a location is known: then it goes by the request line alone. */
export function allowReadingOfRefusal(): void {
  if (settings().allowedOrigins === undefined || !matches(ngx.var["request"] ?? "", "^%u+ /pacs[/? ]")) return;
  const place = ngx.var["collimator_place"] ?? "";
  if (place === "pacs" || place === "") allowReading();
}

/** What a path can be asked for. One that is not there too: a script may read that it is not. */
function methodsOf(path: string): string {
  const [store] = parseDicomweb("POST", path, undefined, STORE);
  return store === undefined ? "GET" : "GET, POST";
}

/** The answer to what a browser asks before it sends a request: it has neither token nor cookie. */
function endPreflight(origin: string, path: string): never {
  allow(origin);
  ngx.header["Access-Control-Allow-Methods"] = methodsOf(path);
  ngx.header["Access-Control-Allow-Headers"] = SENDABLE;
  ngx.header["Access-Control-Max-Age"] = MAX_AGE;
  return ngx.exit(204);
}

/**
 * Whether a request that another site has sent goes on: with a token from a configured origin, to DICOMweb. A
 * preflight from there is answered and ends here. `withToken`: it brings a token and no session.
 */
export function mayCross({ method, path }: RawRequest, withToken: boolean): boolean {
  // By nginx's own reading, so that no other handler is reached; that the parser's is the same is seen to later.
  if (ngx.var["collimator_place"] !== "pacs") return false;
  const origin = configuredOrigin();
  if (origin === undefined) return false;
  const asked = method === "OPTIONS" ? ngx.var["http_access_control_request_method"] : undefined;
  if (asked !== undefined && !hasSessionCookie()) endPreflight(origin, path);
  return withToken;
}
