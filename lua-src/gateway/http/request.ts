import { find } from "../../shared/text";
import { refuse, type Refusal } from "./refusal";

/** The header fields that the grammars look at, as the client sent them (RFC 9110). */
export interface RequestHeaders {
  readonly accept?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLength?: string | undefined;
  readonly transferEncoding?: string | undefined;
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** A request as it stands on the wire, before any of it means anything. */
export interface RawRequest {
  /** `GET` for a HEAD, which means the same (RFC 9110, section 9.3.2): nginx leaves out the body of its answer. */
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
  const line = ngx.var["request"] ?? "";
  // By a compiled expression (PCRE): a pattern of Lua's takes several times as long for a target of usual length. Without
  // captures, which are collected by a loop: LuaJIT compiles nothing from a request's beginning to its first loop.
  const [found] = ngx.re.find(line, "^[A-Z]+ \\S+ HTTP/\\d\\.?\\d?\\z", "jo");
  const [first] = find(line, " ", 1, true);
  if (found === undefined || first === undefined) {
    return $multi(undefined, refuse(400, "request-line", "The request line is not well-formed."));
  }
  const [second = 0] = find(line, " ", first + 1, true);
  return parseTarget(string.sub(line, 1, first - 1), string.sub(line, first + 1, second - 1));
}

/** Takes a request target apart: path and query, raw. `written` is the method of the request line. */
export function parseTarget(written: string, target: string): LuaMultiReturn<[RawRequest] | [undefined, Refusal]> {
  if (target.length > MAX_TARGET) return $multi(undefined, refuse(414, "target-length", "The address is too long."));
  if (string.sub(target, 1, 1) !== "/") {
    return $multi(undefined, refuse(400, "target-form", "The request target must be a path."));
  }
  const [odd, , failure] = ngx.re.find(target, "[^\\x21-\\x7e]|[#\\\\]", "jo");
  // An expression that fails must not let a target through.
  if (odd !== undefined || failure !== undefined) {
    return $multi(undefined, refuse(400, "target-bytes", "The address has a character that is not allowed."));
  }
  const method = written === "HEAD" ? "GET" : written;
  const [mark] = find(target, "?", 1, true);
  if (mark === undefined) return $multi({ method, path: target, query: undefined });
  return $multi({ method, path: string.sub(target, 1, mark - 1), query: string.sub(target, mark + 1) });
}

/**
 * The header fields that the grammars look at. A field given twice comes joined by commas (RFC 9110 section 5.3), which
 * is no Content-Type, no Range and an encoding that is refused; nginx refuses two lengths itself. Each look-up of one
 * that is not there goes through all that are, so a GET is not asked what its body would be, nor a request without
 * Range on which condition it has one.
 */
export function readHeaders(method: string): RequestHeaders {
  const isGet = method === "GET";
  const range = ngx.var["http_range"];
  return {
    accept: ngx.var["http_accept"],
    contentType: isGet ? undefined : ngx.var["http_content_type"],
    contentEncoding: isGet ? undefined : ngx.var["http_content_encoding"],
    contentLength: ngx.var["http_content_length"],
    transferEncoding: ngx.var["http_transfer_encoding"],
    range,
    ifRange: range === undefined ? undefined : ngx.var["http_if_range"],
  };
}
