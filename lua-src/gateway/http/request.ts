import { contains, matches } from "./text";
import { refuse, type Refusal } from "./refusal";

/** The header fields that the grammars look at, as the client sent them (RFC 9110). */
export interface RequestHeaders {
  readonly accept?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLength?: string;
  readonly transferEncoding?: string;
}

/** A request as it stands on the wire, before any of it means anything. */
export interface RawRequest {
  readonly method: string;
  /** Raw bytes up to the first `?`; starts with `/`. */
  readonly path: string;
  /** Raw bytes after the first `?`, if there is one. */
  readonly query: string | undefined;
}

/** The longest request target, in bytes: OHIF names many studies in one address. */
export const MAX_TARGET = 8192;

/**
 * Reads method and target from the request line itself (RFC 9112 section 3), since nginx's own variables are
 * decoded and normalised. Only the origin form is taken; bytes outside printable ASCII, `#` and `\` are refused.
 */
export function readRequest(): LuaMultiReturn<[RawRequest] | [undefined, Refusal]> {
  const [method, target] = string.match(ngx.var["request"] ?? "", "^([A-Z]+) (%S+) HTTP/%d%.?%d?$");
  if (method === undefined || target === undefined) {
    return $multi(undefined, refuse(400, "request-line", "The request line is not well-formed."));
  }
  return parseTarget(method, target);
}

/** Takes a request target apart: path and query, raw. */
export function parseTarget(method: string, target: string): LuaMultiReturn<[RawRequest] | [undefined, Refusal]> {
  if (target.length > MAX_TARGET) return $multi(undefined, refuse(414, "target-length", "The address is too long."));
  if (!matches(target, "^/")) {
    return $multi(undefined, refuse(400, "target-form", "The request target must be a path."));
  }
  if (matches(target, "[^\x21-\x7e]") || matches(target, "[#\\]")) {
    return $multi(undefined, refuse(400, "target-bytes", "The address has a character that is not allowed."));
  }
  const [path, query] = string.match(target, "^([^?]*)%??(.*)$");
  const hasQuery = contains(target, "?");
  return $multi({ method, path: path ?? "", query: hasQuery ? query : undefined });
}

function single(value: string | string[] | undefined): string | undefined {
  return type(value) === "string" ? (value as string) : undefined;
}

/** More header fields than any browser and its proxies send; the ones beyond would not be seen here. */
const MAX_HEADERS = 100;

/**
 * The header fields that the grammars look at. A field given twice counts as absent or, for Accept, is joined.
 * Refused are more than 100 fields, since a Content-Length or Content-Encoding behind them would go unnoticed.
 */
export function readHeaders(): LuaMultiReturn<[RequestHeaders] | [undefined, Refusal]> {
  const [headers, truncated] = ngx.req.get_headers(MAX_HEADERS);
  if (truncated !== undefined) {
    return $multi(undefined, refuse(400, "header-count", "The request has more than 100 header fields."));
  }
  const accept = headers["accept"];
  const found: { -readonly [key in keyof RequestHeaders]: RequestHeaders[key] } = {};
  const acceptText = type(accept) === "table" ? table.concat(accept as string[], ", ") : single(accept);
  if (acceptText !== undefined) found.accept = acceptText;
  const contentType = single(headers["content-type"]);
  if (contentType !== undefined) found.contentType = contentType;
  // Any Content-Encoding is refused, so a repeated one must not look like none.
  const contentEncoding = headers["content-encoding"];
  if (contentEncoding !== undefined) found.contentEncoding = single(contentEncoding) ?? "repeated";
  const contentLength = single(headers["content-length"]);
  if (contentLength !== undefined) found.contentLength = contentLength;
  const transferEncoding = headers["transfer-encoding"];
  if (transferEncoding !== undefined) found.transferEncoding = single(transferEncoding) ?? "repeated";
  return $multi(found);
}
