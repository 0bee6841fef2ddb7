import { settings } from "../config/settings";
import type { Syntax } from "./syntaxes";

/** The text around a frame's bytes in a `multipart/related` answer (RFC 2387), and the answer's own type. */
export interface Envelope {
  readonly contentType: string;
  readonly before: string;
  readonly after: string;
}

/**
 * As Orthanc writes it for a single frame.
 *
 * @param path of the frame below `/pacs/`
 * @param boundary at random, so that no frame has it
 */
export function envelope(syntax: Syntax, path: string, bytes: number, boundary: string): Envelope {
  const type = `${syntax.mediaType}; transfer-syntax=${syntax.partSyntax}`;
  const lines = [
    `--${boundary}`,
    `Content-Location: ${settings().publicUrl}/pacs/${path}`,
    `Content-Type: ${type}`,
    string.format("Content-Length: %d", bytes),
    "MIME-Version: 1.0",
  ];
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    before: `${lines.join("\r\n")}\r\n\r\n`,
    after: `\r\n--${boundary}--\r\n`,
  };
}
