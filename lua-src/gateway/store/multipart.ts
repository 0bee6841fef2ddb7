/** A streaming reader of `multipart/related` (RFC 2387; RFC 2046, section 5.1). */
import type { Read } from "./types";

/** A body that is being read. */
export interface Multipart {
  readonly read: Read;
  readonly delimiter: string;
}

/** Header fields of a part by their lower-case names. */
export type PartHeaders = Readonly<Record<string, string | undefined>>;

/** Begins with a body; `boundary` is without quotes, as `dicomweb/content-type.ts` has parsed it. */
export function openMultipart(read: Read, boundary: string): Multipart {
  return { read, delimiter: `\r\n--${boundary}` };
}

/**
 * Goes to the next part, past what is unread of the one before. Undefined without a failure: the closing delimiter has
 * been read. Failures: `cut` if the body ends before it, `malformed`, or what `read` says.
 */
export function nextPart(
  multipart: Multipart,
): LuaMultiReturn<[PartHeaders] | [undefined] | [undefined, failure: string]> {
  const [piece] = multipart.read();
  return $multi(undefined, piece === undefined ? "cut" : "malformed");
}

/** The next piece of the part's content; undefined at its end, or with a failure as of `nextPart`. */
export function readContent(
  multipart: Multipart,
): LuaMultiReturn<[piece: string] | [undefined] | [undefined, failure: string]> {
  const [piece] = multipart.read();
  return $multi(undefined, piece === undefined ? "cut" : "malformed");
}
