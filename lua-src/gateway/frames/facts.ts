/** What is known of files with many frames, in shared memory: it is read once, and checked with each answer's ETag. */
import { addShared, recallShared, share, unshare } from "../state/shared";
import type { Piece } from "./bits";
import type { Layout } from "./layout";

export interface Facts {
  /** Of the file, and its size: they hold for these bytes only. */
  readonly etag: string;
  readonly size: number;
  readonly layout: Layout;
}

/** They do not get stale; but what is not asked for again should make room. */
const KEPT_SECONDS = 3600;
/** A file that is the archive's own affair is looked at again after this. */
const LEFT_SECONDS = 60;
const LEFT = "left";

const FORMAT = "%s %d %s %d %.3f %d %d %d";
const PATTERN = "^(%S+) (%d+) ([%d.]+) (%d+) ([%d.]+) (%d+) (%d+) ([048])$";

/** What is known of an instance, by Orthanc's identifier; "left" where the archive is to serve it. */
export function recallFacts(id: string): Facts | "left" | undefined {
  const text = recallShared("frames", `facts ${id}`);
  if (text === undefined) return undefined;
  if (text === LEFT) return LEFT;
  const [etag, size, transferSyntax, frames, frameBytes, at, tableAt, entryBytes] = string.match(text, PATTERN);
  if (etag === undefined || transferSyntax === undefined) return undefined;
  return {
    etag,
    size: tonumber(size) ?? 0,
    layout: {
      transferSyntax,
      frames: tonumber(frames) ?? 0,
      frameBytes: tonumber(frameBytes) ?? 0,
      at: tonumber(at) ?? 0,
      tableAt: tonumber(tableAt) ?? 0,
      entryBytes: entryBytes === "8" ? 8 : entryBytes === "4" ? 4 : 0,
    },
  };
}

/** Remembers them for all workers. */
export function shareFacts(id: string, { etag, size, layout }: Facts): void {
  const { transferSyntax, frames, frameBytes, at, tableAt, entryBytes } = layout;
  const text = string.format(FORMAT, etag, size, transferSyntax, frames, frameBytes, at, tableAt, entryBytes);
  share("frames", `facts ${id}`, text, KEPT_SECONDS);
}

/** Remembers that the archive serves this one. */
export function shareLeft(id: string): void {
  share("frames", `facts ${id}`, LEFT, LEFT_SECONDS);
}

/** Forgets what is no longer so. */
export function forgetFacts(id: string): void {
  unshare("frames", `facts ${id}`);
}

/** Two numbers of so many digits a fragment. */
const DIGITS = 13;

/** Remembers all fragments of a file that has no table of them. */
export function sharePieces(etag: string, pieces: readonly Piece[]): void {
  const texts: string[] = [];
  for (const { at, bytes } of pieces) texts.push(string.format("%013d%013d", at, bytes));
  share("frames", `pieces ${etag}`, texts.join(""), KEPT_SECONDS);
}

/** The fragments of a file, each a frame's, to be read by `pieceIn`; undefined where they are not known. */
export function recallPieces(etag: string): string | undefined {
  return recallShared("frames", `pieces ${etag}`);
}

/** The fragment of a frame, counted from 1. */
export function pieceIn(text: string, frame: number): Piece | undefined {
  const from = (frame - 1) * 2 * DIGITS;
  const at = tonumber(string.sub(text, from + 1, from + DIGITS));
  const bytes = tonumber(string.sub(text, from + DIGITS + 1, from + 2 * DIGITS));
  return at === undefined || bytes === undefined ? undefined : { at, bytes };
}

/** A worker that died gives its walk back after this. */
const WALK_SECONDS = 30;

/** Takes the walk through a file's fragments, unless somebody else has. */
export function beginWalk(etag: string): boolean {
  return addShared("frames", `walk ${etag}`, "1", WALK_SECONDS);
}

/** Gives it back. */
export function endWalk(etag: string): void {
  unshare("frames", `walk ${etag}`);
}
