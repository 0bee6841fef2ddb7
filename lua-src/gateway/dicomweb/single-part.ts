/**
 * Whether one frame, one bulk value or one instance is answered as it is, without multipart around it (PS3.18, section
 * 8.7.4): by what the Accept header says of both.
 */
import type { MediaRange } from "./media-range";

/** What a client takes in one of the two ways. */
export interface Taken {
  /** Media types or transfer syntaxes; none at all if any will do. */
  readonly list: readonly string[];
  /** The highest preference of one of them. */
  readonly quality: number;
}

const ANY: readonly string[] = [];

/**
 * Collects what the ranges of an Accept header allow in one way; undefined if nothing. `read` says what a range allows:
 * a media type or a transfer syntax, `*` for any.
 */
export function collect(
  ranges: readonly MediaRange[],
  read: (range: MediaRange) => string | undefined,
): Taken | undefined {
  const list: string[] = [];
  let quality = 0;
  let isAny = false;
  for (const range of ranges) {
    const taken = read(range);
    if (taken !== undefined) {
      quality = math.max(quality, range.quality);
      if (taken === "*") isAny = true;
      else list.push(taken);
    }
  }
  if (quality === 0) return undefined;
  return { list: isAny ? ANY : list, quality };
}

/**
 * Whether a single part is to be answered. If the client takes both, multipart is, unless it prefers a single part and
 * takes any: what is stored need not be what it would rather have.
 */
export function isSingleWanted(single: Taken | undefined, parts: Taken | undefined): single is Taken {
  if (single === undefined) return false;
  return parts === undefined || (single.list.length === 0 && single.quality > parts.quality);
}
