/**
 * A streaming reader of `multipart/related` (RFC 2387; RFC 2046, section 5.1): constant memory, linear time, whatever the
 * pieces in which the body comes. Lines end with CRLF; a body whose lines end with LF alone has no delimiter.
 *
 * @module
 */
import { type BodyWindow, ENDED, extend, extendAmply, findIn, isNext, openWindow, unusedBytes } from "./body-window";
import { bytesBefore, readDelimiterLine } from "./delimiter";
import { MOST_HEADER_BYTES, type PartHeaders, parsePartHeaders } from "./part-headers";
import type { Read } from "./types";

export type { PartHeaders } from "./part-headers";

/** A body that is being read. */
export interface Multipart {
  readonly window: BodyWindow;
  readonly delimiter: string;
  /** What the next bytes are. */
  state: "preamble" | "headers" | "content" | "closed" | "failed";
  failure: string;
}

/** Before the first delimiter, and behind the last. */
const MOST_AROUND = 64 * 1024;

/** Begins with a body; `boundary` is without quotes, as `dicomweb/content-type.ts` has parsed it. */
export function openMultipart(read: Read, boundary: string): Multipart {
  // The first delimiter may stand at the very beginning, so that a line's end before it is added.
  const window = openWindow(read, "\r\n");
  return { window, delimiter: `\r\n--${boundary}`, state: "preamble", failure: "" };
}

/**
 * Goes to the next part, past what is unread of the one before. Undefined without a failure: the closing delimiter has
 * been read. Failures: `cut` if the body ends before it, `malformed`, or what `read` says.
 */
export function nextPart(
  multipart: Multipart,
): LuaMultiReturn<[PartHeaders, undefined?] | [undefined, failure?: string]> {
  skipToHeaders(multipart);
  if (multipart.state === "headers") {
    const headers = readHeaders(multipart);
    if (headers !== undefined) return $multi(headers);
  }
  if (multipart.state === "closed") return $multi(undefined);
  return $multi(undefined, multipart.failure);
}

/** The next piece of the part's content; undefined at its end, or with a failure as of `nextPart`. */
export function readContent(
  multipart: Multipart,
): LuaMultiReturn<[piece: string, failure?: undefined] | [undefined, failure?: string]> {
  const piece = multipart.state === "content" ? readToDelimiter(multipart) : undefined;
  if (piece !== undefined) return $multi(piece);
  if (multipart.state === "failed") return $multi(undefined, multipart.failure);
  return $multi(undefined);
}

function skipToHeaders(multipart: Multipart): void {
  let preamble = 0;
  while (multipart.state === "preamble" || multipart.state === "content") {
    const piece = readToDelimiter(multipart);
    if (multipart.state === "preamble") {
      preamble += (piece ?? "").length;
      if (preamble > MOST_AROUND) fail(multipart, "malformed");
    }
  }
}

/**
 * The next bytes before a delimiter line. Undefined if that comes next: it has been read, and the state is another one;
 * or if the body ends.
 */
function readToDelimiter(multipart: Multipart): string | undefined {
  const { window, delimiter } = multipart;
  let from = window.at;
  for (;;) {
    const at = findIn(window, delimiter, from);
    if (at === undefined) {
      const count = bytesBefore(window, from, delimiter);
      if (count > 0) return take(window, count);
      if (!extend(window)) {
        end(multipart);
        return undefined;
      }
      from = window.at;
    } else if (at > window.at) {
      return take(window, at - window.at);
    } else {
      const { kind, endsAt } = readDelimiterLine(window, delimiter.length);
      if (kind !== "content") {
        goOn(multipart, kind, endsAt);
        return undefined;
      }
      from = window.at + 1;
    }
  }
}

/** Goes behind a delimiter line. */
function goOn(multipart: Multipart, kind: "part" | "close" | "ended", bytes: number): void {
  if (kind === "ended") {
    end(multipart);
    return;
  }
  multipart.window.at += bytes;
  multipart.state = "headers";
  if (kind === "close") close(multipart);
}

function take(window: BodyWindow, count: number): string {
  const { text, at } = window;
  window.at = at + count;
  return at === 1 && count === text.length ? text : string.sub(text, at, at + count - 1);
}

/** The body ends where it must not. */
function end(multipart: Multipart): void {
  const { state, window } = multipart;
  // Without any delimiter it was none of this kind.
  fail(multipart, state === "preamble" && window.end === ENDED ? "malformed" : (window.end ?? ENDED));
}

function fail(multipart: Multipart, failure: string): void {
  multipart.state = "failed";
  multipart.failure = failure;
}

/** Reads what is behind the closing delimiter. All parts are complete, so that a failure to read it is none. */
function close(multipart: Multipart): void {
  const { window } = multipart;
  multipart.state = "closed";
  let bytes = unusedBytes(window);
  while (bytes <= MOST_AROUND) {
    window.at = window.text.length + 1;
    if (!extend(window)) return;
    bytes += unusedBytes(window);
  }
  fail(multipart, "malformed");
}

/**
 * Reads the fields up to the empty line. Its CRLF may belong to a delimiter already, if the part has no content: so it
 * is looked at again with the content.
 */
function readHeaders(multipart: Multipart): PartHeaders | undefined {
  const { window } = multipart;
  let offset = 0;
  for (;;) {
    const at = headersEnd(window, offset);
    const bytes = at === undefined ? unusedBytes(window) : at - window.at;
    if (bytes > MOST_HEADER_BYTES) {
      fail(multipart, "malformed");
      return undefined;
    }
    if (at !== undefined) {
      const headers = parsePartHeaders(string.sub(window.text, window.at, at - 1));
      window.at = at;
      if (headers === undefined) fail(multipart, "malformed");
      else beginContent(multipart);
      return headers;
    }
    offset = Math.max(bytes - 3, 0);
    if (!extendAmply(window)) {
      end(multipart);
      return undefined;
    }
  }
}

/** Where the CRLF of the empty line stands. */
function headersEnd(window: BodyWindow, offset: number): number | undefined {
  if (isNext(window, "\r\n")) return window.at;
  const at = findIn(window, "\r\n\r\n", window.at + offset);
  return at === undefined ? undefined : at + 2;
}

function beginContent(multipart: Multipart): void {
  const { window, delimiter } = multipart;
  multipart.state = "content";
  // Enough of the next bytes to tell whether they are a delimiter.
  while (unusedBytes(window) < delimiter.length && window.end === undefined) extendAmply(window);
  if (!isNext(window, delimiter)) window.at += 2;
}
