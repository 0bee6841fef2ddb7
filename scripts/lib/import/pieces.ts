import type { FileHandle } from "node:fs/promises";
import { HEAD_BYTES } from "../../../ohif-config/upload/head";

const MOST_PIECE_BYTES = 256 * 1024;

/**
 * The bytes of a file from `start` to `end`, or to its end if that comes first. The first piece is small: of many files
 * no more is wanted.
 */
export async function* piecesOf(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  let most = HEAD_BYTES;
  for (let at = start; at < end; most = MOST_PIECE_BYTES) {
    const piece = Buffer.allocUnsafe(Math.min(most, end - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}
