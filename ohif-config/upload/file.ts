/** What a person has chosen, and what the first bytes of a file say of it. */

/** A file that may be sent. */
export interface Candidate {
  /** For people: its path, or that of the ZIP file and its name in it. It is hostile text. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Its first HEAD_BYTES, or all of it if it is shorter. Rejects if it cannot be read. */
  readonly head: () => Promise<Uint8Array>;
  /** All of it: a file stays on its disk, a member of a ZIP file is unpacked. Rejects if it cannot be read. */
  readonly open: () => Promise<Blob>;
}

/** Something that is not sent, or not stored: skipped because it is no instance, or refused although it may be one. */
export interface Unsent {
  readonly name: string;
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
  const text = textOf(head);
  const at = text.indexOf(MEDIA_SOP_CLASS, PREAMBLE);
  if (at < 0 || at + 8 > text.length) return false;
  const length = text.charCodeAt(at + 6) + 256 * text.charCodeAt(at + 7);
  return text.slice(at + 8, at + 8 + length).replace(/\0$/, "") === MEDIA_DIRECTORY;
}

/** Whether a file begins as a ZIP file does (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.16). */
export function isZip(head: Uint8Array): boolean {
  return !hasPreamble(head) && ["PK\x03\x04", "PK\x05\x06"].includes(textOf(head.subarray(0, 4)));
}

/** The beginning of a file. */
export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
}

/** A file on a disk. */
export function candidateOf(file: File, name: string): Candidate {
  return { name, size: file.size, head: () => headOf(file), open: () => Promise.resolve(file) };
}
