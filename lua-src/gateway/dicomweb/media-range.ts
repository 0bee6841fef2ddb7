/** One media range of an Accept header (RFC 9110, section 12.5.1), in lower case. */
export interface MediaRange {
  /** E.g. `multipart/related`, `image/*`; dicomweb-client also writes `image/`. */
  readonly mediaType: string;
  /** The `type` parameter of `multipart/related`. */
  readonly type: string | undefined;
  /** The `transfer-syntax` parameter (PS3.18, section 8.7.3.5.2). */
  readonly transferSyntax: string | undefined;
  /** Preference, above 0 and up to 1. */
  readonly quality: number;
}

const MAX_LENGTH = 4096;
const MAX_RANGES = 32;

/**
 * The media ranges of an Accept header in the order given. Ranges that are malformed or have `q=0` are left out, and
 * so is everything in a header over 4096 bytes and beyond the 32nd range.
 */
export function parseMediaRanges(header: string): readonly MediaRange[] {
  const ranges: MediaRange[] = [];
  if (header.length > MAX_LENGTH) {
    return ranges;
  }
  for (const [part = ""] of string.gmatch(header, "[^,]+")) {
    const range = parseRange(string.lower(part));
    if (range !== undefined && ranges.length < MAX_RANGES) {
      ranges.push(range);
    }
  }
  return ranges;
}

function parseRange(part: string): MediaRange | undefined {
  const [mediaType, parameters] = string.match(part, "^%s*([%w*.+-]+/[%w*.+-]*)%s*(.*)$");
  if (mediaType === undefined || parameters === undefined) {
    return undefined;
  }
  const quality = parameter(parameters, "q");
  const weight = quality === undefined ? 1 : tonumber(quality);
  // The comparison is written so that nan fails it too.
  if (weight === undefined || !(weight > 0 && weight <= 1)) {
    return undefined;
  }
  const type = parameter(parameters, "type");
  return { mediaType, type, transferSyntax: parameter(parameters, "transfer-syntax"), quality: weight };
}

/** The value of a parameter, without quotes; `name` is all lower-case letters and hyphens. */
function parameter(parameters: string, name: string): string | undefined {
  for (const [key, value] of string.gmatch(parameters, ';%s*([%w-]+)%s*=%s*"?([^";%s]*)"?')) {
    if (key === name) {
      return value;
    }
  }
  return undefined;
}
