/** The path of a request under `/pacs` (RFC 3986, section 3.3): bytes first, then what they name. */
import { refuse, type Refusal } from "../http/refusal";
import { find, pieces } from "../../shared/text";

const MAX_LENGTH = 8192;

/** By a compiled expression (PCRE): a pattern of Lua's takes ten times as long for a path of usual length. */
function has(path: string, regex: string): boolean {
  const [from, , failure] = ngx.re.find(path, regex, "jo");
  // An expression that fails must not let a path through.
  return from !== undefined || failure !== undefined;
}

const TOO_LONG = refuse(400, "path-too-long", "The path is longer than 8192 bytes: ask for fewer frames at once.");
const BAD_BYTES = refuse(
  400,
  "path-bytes",
  "The path holds a byte that no DICOMweb resource has: write it with letters, digits, dots, commas and hyphens alone, " +
    "without percent-encoding.",
);
const BAD_SEGMENT = refuse(
  400,
  "path-segment",
  "The path holds a segment of dots only: write the path of the resource itself, /pacs/studies for example.",
);
const BAD_SLASH = refuse(
  400,
  "path-segment",
  "The path has a slash at its end or two in a row: write the base URL of a client without a slash at its end, as in " +
    "https://host/pacs, and ask for /pacs/studies, for example.",
);

/**
 * Why a raw path is refused with 400: over 8192 bytes; a byte outside `[A-Za-z0-9.,/_-]`, and so any encoding and any
 * backslash; a segment that is empty or consists of dots. Orthanc resolves all of these in ways of its own.
 */
export function pathFault(path: string): Refusal | undefined {
  if (path.length > MAX_LENGTH) {
    return TOO_LONG;
  }
  if (has(path, "[^A-Za-z0-9.,/_-]")) {
    return BAD_BYTES;
  }
  if (!has(path, "/[.]*(?:/|\\z)")) {
    return undefined;
  }
  return has(path, "/[.]+(?:/|\\z)") ? BAD_SEGMENT : BAD_SLASH;
}

/**
 * A path below `/pacs/` without its superfluous slashes, if these are its only fault: a client whose base URL ends with a
 * slash writes `/pacs//studies`. It begins with `/pacs`, so that a redirect to it never leads to another host.
 */
export function withoutSlashes(path: string): string | undefined {
  if (string.sub(path, 1, 6) !== "/pacs/" || pathFault(path) !== BAD_SLASH) return undefined;
  const segments = pieces(path, "/").filter((segment) => segment !== "");
  return `/${segments.join("/")}`;
}

/**
 * Takes a segment off a path that starts with `prefix`: its text, which is not empty, and what follows, "" or from the
 * next slash on. Without a pattern of Lua's, which LuaJIT does not compile.
 */
export function segmentAfter(prefix: string, path: string): LuaMultiReturn<[string, string] | [undefined, undefined]> {
  const from = prefix.length + 1;
  if (string.sub(path, 1, prefix.length) !== prefix || path.length < from) return $multi(undefined, undefined);
  const [slash] = find(path, "/", from, true);
  if (slash === undefined) return $multi(string.sub(path, from), "");
  if (slash === from) return $multi(undefined, undefined);
  return $multi(string.sub(path, from, slash - 1), string.sub(path, slash));
}
