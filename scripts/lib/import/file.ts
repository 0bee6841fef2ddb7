/** What a source finds, and how it is named. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { HEAD_BYTES, type Why } from "../../../ohif-config/upload/head";

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

/** Something that is not sent, or not stored. */
export interface Unsent extends Why {
  readonly name: string;
}

/** Where files come from: a folder, a ZIP file, one file. */
export interface Source {
  /** The same text for the same source, wherever the command is called. */
  readonly key: string;
  /** May be walked several times. */
  readonly walk: () => AsyncGenerator<Candidate | Unsent>;
  readonly close: () => void;
}

/**
 * What a journal knows a file by. Its beginning belongs to that: it holds the SOP Instance UID, and CDs that are copied to
 * the same folder one after the other may give different images the same name, size and time.
 */
export function identityOf({ identity }: Candidate, head: Buffer): string {
  return `${identity}\0${createHash("sha256").update(head.subarray(0, HEAD_BYTES)).digest("base64url")}`;
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
