/** The one part of a multipart answer (RFC 2046, section 5.1). */
export interface Part {
  readonly mediaType: string;
  readonly transferSyntax: string;
  readonly bytes: Buffer;
}

export function onlyPart(contentType: string, body: Buffer): Part {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? "";
  const text = body.toString("latin1");
  const head = text.indexOf("\r\n\r\n");
  const end = text.lastIndexOf(`\r\n--${boundary}--`);
  if (boundary === "" || head < 0 || end < head) throw new Error(`no multipart answer: ${contentType}`);
  const type = /^Content-Type: *([^;\r]+)(.*)$/im.exec(text.slice(0, head));
  const transferSyntax = /transfer-syntax="?([\d.]+)"?/.exec(type?.[2] ?? "")?.[1] ?? "";
  return { mediaType: type?.[1] ?? "", transferSyntax, bytes: body.subarray(head + 4, end) };
}

/** What is behind the head of each part of a multipart answer (RFC 2046, section 5.1). */
export function partsOf(answer: Response, body: Buffer): Buffer[] {
  const boundary = /boundary="?([^";]+)/.exec(answer.headers.get("content-type") ?? "")?.[1] ?? "none";
  const pieces = body.toString("latin1").split(`--${boundary}`).slice(1, -1);
  return pieces.map((piece) => Buffer.from(piece.slice(piece.indexOf("\r\n\r\n") + 4, -2), "latin1"));
}
