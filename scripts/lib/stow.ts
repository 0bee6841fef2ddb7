/** What a Store request (PS3.18, section 10.5) sends, as multipart/related (RFC 2046; RFC 2387). */

export const STOW_BOUNDARY = "collimator-instances";

/** The Content-Type of such a request. */
export function stowType(boundary = STOW_BOUNDARY): string {
  return `multipart/related; type="application/dicom"; boundary=${boundary}`;
}

/** What stands before a part's content; behind it comes a line's end. */
export function stowPartHead(boundary: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
}

/** What stands behind the last part. */
export function stowEnd(boundary: string): Buffer {
  return Buffer.from(`--${boundary}--\r\n`);
}

/** Its body: a part for each file. */
export function stowBody(files: readonly Uint8Array[], boundary = STOW_BOUNDARY): Buffer<ArrayBuffer> {
  const head = stowPartHead(boundary);
  const end = Buffer.from("\r\n");
  return Buffer.concat([...files.flatMap((file) => [head, file, end]), stowEnd(boundary)]);
}
