/** What a source finds, and what the first bytes of a file say of it. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

/** A file that may be sent. */
export interface Candidate {
  /** For people: its path, or that of the ZIP file and its name in it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Where it is, its size and its time. Another file may have the same: see `identityOf`. */
  readonly identity: string;
  readonly open: () => Promise<Readable>;
}

/** Something that is not sent, or not stored: skipped because it is no instance, or refused although it may be one. */
export interface Unsent {
  readonly name: string;
  readonly what: "skipped" | "refused";
  readonly reason: string;
}

/** Where files come from: a folder, a ZIP file, one file. */
export interface Source {
  /** The same text for the same source, wherever the command is called. */
  readonly key: string;
  /** May be walked several times. */
  readonly walk: () => AsyncGenerator<Candidate | Unsent>;
  readonly close: () => void;
}

/** More than enough of a file's beginning for the functions below. */
export const HEAD_BYTES = 1024;
const PREAMBLE = 128;
const MEDIA_DIRECTORY = "1.2.840.10008.1.3.10";
/** (0002,0002), whose VR is UI: File Meta Information is in Explicit VR Little Endian (PS3.10, section 7.1). */
const MEDIA_SOP_CLASS = Buffer.from("020002005549", "hex");

function hasPreamble(head: Buffer): boolean {
  return head.subarray(PREAMBLE, PREAMBLE + 4).toString("latin1") === "DICM";
}

/**
 * What a journal knows a file by. Its beginning belongs to that: it holds the SOP Instance UID, and CDs that are copied to
 * the same folder one after the other may give different images the same name, size and time.
 */
export function identityOf({ identity }: Candidate, head: Buffer): string {
  return `${identity}\0${createHash("sha256").update(head.subarray(0, HEAD_BYTES)).digest("base64url")}`;
}

/**
 * Whether a file is to be sent: it has a preamble with DICM, or begins with what the gateway takes without one
 * (lua-src/gateway/store/inspect.ts), File Meta Information or an element of group 8.
 */
export function isDicom(head: Buffer): boolean {
  if (hasPreamble(head)) return true;
  const [group, groupHigh, element = 0, elementHigh] = head;
  if (head.length < 8 || groupHigh !== 0 || elementHigh !== 0) return false;
  return group === 8 || (group === 2 && element <= 1);
}

/** Whether a file is a DICOMDIR, the table of contents of a CD (PS3.10, section 8.6). */
export function isMediaDirectory(head: Buffer): boolean {
  if (!hasPreamble(head)) return false;
  const at = head.indexOf(MEDIA_SOP_CLASS, PREAMBLE);
  if (at < 0 || at + 8 > head.length) return false;
  const value = head.subarray(at + 8, at + 8 + head.readUInt16LE(at + 6)).toString("latin1");
  return value.replace(/\0$/, "") === MEDIA_DIRECTORY;
}

/** Whether a file begins as a ZIP file does (APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.16). */
export function isZip(head: Buffer): boolean {
  return !hasPreamble(head) && ["PK\x03\x04", "PK\x05\x06"].includes(head.subarray(0, 4).toString("latin1"));
}

/** What moves a terminal's cursor or turns the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name for the terminal. */
export function shown(name: string): string {
  return name.replaceAll(UNSEEN, "?");
}

/** A value as JSON that may be shown on a terminal, too. */
export function shownJson(value: unknown): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(UNSEEN, (sign) => sign.split("").map(escaped).join(""));
}

/** Why a file is not read that is not the one that was found, or no longer. */
export const CHANGING = "it is being changed";

/** Why a file could not be read, as a reason. */
export function unreadable(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  return typeof code === "string" ? `cannot be read (${code})` : `cannot be read: ${(cause as Error).message}`;
}
