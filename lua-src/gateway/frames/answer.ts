import { settings } from "../config/settings";
import type { Piece } from "./bits";
import type { Syntax } from "./syntaxes";

/** A frame's part of a `multipart/related` answer (RFC 2387): the text before its bytes, and where these are. */
export interface Part {
  readonly before: string;
  readonly pieces: readonly Piece[];
}

/** A whole answer: its parts in their order, the text behind the last one, and what its head says. */
export interface Envelope {
  readonly contentType: string;
  readonly contentLength: number;
  readonly parts: readonly Part[];
  readonly after: string;
}

/** A frame, by its number counted from 1, and where its bytes are. */
export interface Frame {
  readonly number: number;
  readonly pieces: readonly Piece[];
}

/**
 * As Orthanc writes it.
 *
 * @param instance path of the instance below `/pacs/`
 * @param boundary at random, so that no frame has it
 */
export function envelope(syntax: Syntax, instance: string, frames: readonly Frame[], boundary: string): Envelope {
  const type = `${syntax.mediaType}; transfer-syntax=${syntax.partSyntax}`;
  const base = `${settings().publicUrl}/pacs/${instance}/frames/`;
  const parts: Part[] = [];
  const after = `\r\n--${boundary}--\r\n`;
  let contentLength = after.length;
  for (const { number, pieces } of frames) {
    const bytes = sumOf(pieces);
    const lines = [
      `${parts.length === 0 ? "" : "\r\n"}--${boundary}`,
      string.format("Content-Location: %s%d", base, number),
      `Content-Type: ${type}`,
      string.format("Content-Length: %d", bytes),
      "MIME-Version: 1.0",
    ];
    const before = `${lines.join("\r\n")}\r\n\r\n`;
    parts.push({ before, pieces });
    contentLength += before.length + bytes;
  }
  return { contentType: `multipart/related; type="${type}"; boundary=${boundary}`, contentLength, parts, after };
}

/** One frame by itself, in its own media type (PS3.18, section 8.7.3). */
export function singleFrame({ mediaType, partSyntax }: Syntax, { pieces }: Frame): Envelope {
  const contentType = `${mediaType}; transfer-syntax=${partSyntax}`;
  return { contentType, contentLength: sumOf(pieces), parts: [{ before: "", pieces }], after: "" };
}

function sumOf(pieces: readonly Piece[]): number {
  let bytes = 0;
  for (const { bytes: all, bits } of pieces) bytes += bits === undefined ? all : Math.ceil(bits.count / 8);
  return bytes;
}
