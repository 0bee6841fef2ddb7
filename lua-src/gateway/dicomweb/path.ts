/** The path of a request under `/pacs` (RFC 3986, section 3.3): bytes first, then what they name. */
import { refuse, type Refusal } from "../http/refusal";

const MAX_LENGTH = 8192;

/** By a compiled expression (PCRE): a pattern of Lua's takes ten times as long for a path of usual length. */
function has(path: string, regex: string): boolean {
  const [from, , failure] = ngx.re.find(path, regex, "jo");
  // An expression that fails must not let a path through.
  return from !== undefined || failure !== undefined;
}

const TOO_LONG = refuse(400, "path-too-long", "The path is longer than 8192 bytes.");
const BAD_BYTES = refuse(400, "path-bytes", "The path holds a byte that no DICOMweb resource has.");
const BAD_SEGMENT = refuse(400, "path-segment", "The path holds an empty segment or one of dots only.");

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
  return has(path, "/[.]*(?:/|\\z)") ? BAD_SEGMENT : undefined;
}
