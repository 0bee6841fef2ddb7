/**
 * What a file is by its first bytes, and why some are not sent. The page for uploads and the import
 * (scripts/lib/import/) share it, so it has nothing of a browser or of node.
 *
 * @module
 */

/** Why something is not sent, or not stored: skipped because it is no instance, or refused although it may be one. */
export interface Why {
  readonly what: "skipped" | "refused";
  readonly reason: string;
}

/** More than enough of a file's beginning for the functions below. */
export const HEAD_BYTES = 1024;
const PREAMBLE = 128;
const MEDIA_DIRECTORY = "1.2.840.10008.1.3.10";
/** (0002,0002), whose VR is UI: File Meta Information is in Explicit VR Little Endian (PS3.10, section 7.1). */
const MEDIA_SOP_CLASS = "\x02\0\x02\0UI";

/** Bytes as text, a character each. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function hasPreamble(head: Uint8Array): boolean {
  return textOf(head.subarray(PREAMBLE, PREAMBLE + 4)) === "DICM";
}

/**
 * Whether a file is to be sent: it has a preamble with DICM, or begins with what the gateway takes without one
 * (lua-src/gateway/store/inspect.ts), File Meta Information or an element of group 8.
 */
export function isDicom(head: Uint8Array): boolean {
  if (hasPreamble(head)) return true;
  const [group, groupHigh, element = 0, elementHigh] = head;
  if (head.length < 8 || groupHigh !== 0 || elementHigh !== 0) return false;
  return group === 8 || (group === 2 && element <= 1);
}

/** Whether a file is a DICOMDIR, the table of contents of a CD (PS3.10, section 8.6). */
export function isMediaDirectory(head: Uint8Array): boolean {
  if (!hasPreamble(head)) return false;
  const text = textOf(head.subarray(0, HEAD_BYTES));
  const at = text.indexOf(MEDIA_SOP_CLASS, PREAMBLE);
  if (at < 0 || at + 8 > text.length) return false;
  const length = text.charCodeAt(at + 6) + 256 * text.charCodeAt(at + 7);
  return text.slice(at + 8, at + 8 + length).replace(/\0$/, "") === MEDIA_DIRECTORY;
}

/** Whether a file begins as a ZIP file does (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.16). */
export function isZip(head: Uint8Array): boolean {
  return !hasPreamble(head) && ["PK\x03\x04", "PK\x05\x06"].includes(textOf(head.subarray(0, 4)));
}

/** What is a ZIP file by its content, too: a CD's viewer and its documents. */
const isNamedDocument = (name: string): boolean => /\.(apk|docx|epub|jar|od[pst]|pptx|war|xlsx)$/i.test(name);
const isNamedDicom = (name: string): boolean => /\.(dcm|dicom)$/i.test(name);
/** As a copy may be that was never finished. */
const isBlank = (head: Uint8Array): boolean => head.every((byte) => byte === 0);

/** Whether a file is a ZIP file that may have images: one that is opened if it is chosen by itself. */
export function isZipFile(head: Uint8Array, name: string): boolean {
  return isZip(head) && !isNamedDocument(name);
}

/** Why a file that has bytes is not sent; undefined if it is. */
export function whyUnsent(head: Uint8Array, name: string): Why | undefined {
  if (isMediaDirectory(head)) return { what: "skipped", reason: "dicomdir" };
  if (isDicom(head)) return undefined;
  if (isZipFile(head, name)) return { what: "refused", reason: "zip" };
  return { what: isNamedDicom(name) || isBlank(head) ? "refused" : "skipped", reason: "not-dicom" };
}
