/**
 * An answer without multipart around it. Orthanc's DICOMweb plugin has multipart answers alone: of one with a single part
 * (RFC 2046, section 5.1) only the bytes of that part are handed on here, as they come.
 *
 * @module
 */
import { find } from "../../shared/text";
import { UPSTREAM_ACCEPT } from "../dicomweb/accept";

const SINGLE: Readonly<Record<string, true | undefined>> = {
  [UPSTREAM_ACCEPT.frame]: true,
  [UPSTREAM_ACCEPT.value]: true,
  [UPSTREAM_ACCEPT.file]: true,
};

/** Of a part, with the delimiter before it: Orthanc's are 300 bytes long. */
const MOST_HEAD = 4096;

/** What is kept of a request between the pieces of its answer. */
const PART = "the part that is handed on";

/** How far a multipart answer has been read. */
export interface Part {
  /** What has come of the part's head. */
  readonly head: string;
  /** How many bytes of the part are still to come; undefined within its head. */
  readonly left: number | undefined;
}

export const BEGINNING: Part = { head: "", left: undefined };

/** Whether the outer server asks for a single part. */
export function isSinglePart(): boolean {
  return SINGLE[ngx.var["http_accept"] ?? ""] === true;
}

/** What a multipart answer of Orthanc's is of: `image/jls; transfer-syntax=1.2.840.10008.1.2.4.80`; undefined for any other. */
export function typeOfPart(contentType: string): string | undefined {
  const [quoted] = string.match(contentType, '^multipart/related; type="([^"]+)"; boundary=');
  const [simple] = string.match(quoted ?? "", "^[%w/+.-]+$");
  const [withSyntax] = string.match(quoted ?? "", "^[%w/+.-]+; ?transfer%-syntax=[%d.]+$");
  return simple ?? withSyntax;
}

/**
 * The bytes of the part in the next piece of an answer, and how far that is read then; undefined where it is no such
 * answer, or ends too early.
 */
export function unwrap(
  { head, left }: Part,
  piece: string,
  isLast: boolean,
): LuaMultiReturn<[bytes: string, part: Part] | [undefined]> {
  let rest = piece;
  let length = left;
  let begun = head;
  if (length === undefined) {
    begun += piece;
    const [end] = find(begun, "\r\n\r\n", 1, true);
    if (end === undefined && (isLast || begun.length > MOST_HEAD)) return $multi(undefined);
    if (end === undefined) return $multi("", { head: begun, left: undefined });
    length = lengthIn(string.sub(begun, 1, end + 1));
    if (length === undefined) return $multi(undefined);
    rest = string.sub(begun, end + 4);
    begun = "";
  }
  // Behind the part is only the last delimiter.
  const bytes = string.sub(rest, 1, length);
  length -= bytes.length;
  if (isLast && length > 0) return $multi(undefined);
  return $multi(bytes, { head: begun, left: length });
}

/** The length that a part's head names, with a line end behind each line. */
function lengthIn(head: string): number | undefined {
  const [digits] = string.match(string.lower(head), "\r\ncontent%-length: *(%d+)\r\n");
  return tonumber(digits);
}

/** Begins with an answer of Orthanc's. Header filter phase, behind what looks at its type and length. */
export function beginPart(): void {
  if (ngx.status !== 200 || !isSinglePart()) return;
  const contentType = tostring(ngx.header["Content-Type"]);
  // What the gateway has read out of the file itself is a single part already.
  if (string.sub(contentType, 1, 10) !== "multipart/") return;
  ngx.header["Content-Type"] = typeOfPart(contentType) ?? error("not one part");
  // Known of the whole alone, before the head of the part has come.
  ngx.header["Content-Length"] = undefined;
  ngx.ctx[PART] = BEGINNING;
}

/** Hands on the bytes of the part alone. Body filter phase. */
export function handOnPart(): void {
  const part = ngx.ctx[PART] as Part | undefined;
  if (part === undefined) return;
  const [bytes, next] = unwrap(part, ngx.arg[0] ?? "", ngx.arg[1]);
  // In this phase there is no other way to end an answer that is not whole.
  if (bytes === undefined) return error("a part without its bytes", 0);
  ngx.ctx[PART] = next;
  ngx.arg[0] = bytes;
}
