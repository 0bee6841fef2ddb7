import type { RequestHeaders } from "../http/request";

/** Longer numbers would not fit into nginx's own. */
const MAX_DIGITS = 15;

/**
 * The one range of bytes that a player asks for when a person seeks in a video (RFC 9110, section 14.1.2), written
 * anew: `bytes=0-`, `bytes=100-199` or `bytes=-500`. Undefined, and so the whole answer, for anything else: several
 * ranges, other units, and a range on the condition of If-Range, since no answer has a validator.
 */
export function parseByteRange(headers: RequestHeaders): string | undefined {
  if (headers.range === undefined || headers.ifRange !== undefined) {
    return undefined;
  }
  const [first, last] = string.match(headers.range, "^bytes=(%d*)%-(%d*)$");
  if (first === undefined || last === undefined || (first === "" && last === "")) {
    return undefined;
  }
  if (first.length > MAX_DIGITS || last.length > MAX_DIGITS) {
    return undefined;
  }
  return `bytes=${first}-${last}`;
}
