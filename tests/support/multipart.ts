import { inject } from "vitest";
import { ask } from "./session";

const BOUNDARY = "collimator-test-boundary";

/** Stores files by STOW-RS (PS3.18, section 10.5) in the project's session; throws where one is not taken. */
export async function storeFiles(files: readonly Uint8Array[]): Promise<void> {
  for (let first = 0; first < files.length; first += 250) {
    const parts = files
      .slice(first, first + 250)
      .flatMap((file) => [
        Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`),
        file,
        Buffer.from("\r\n"),
      ]);
    const answer = await ask("/pacs/studies", {
      method: "POST",
      headers: {
        Origin: inject("stack").url,
        Accept: "application/dicom+json",
        "Content-Type": `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
      },
      body: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
    });
    if (answer.status !== 200) throw new Error(`STOW-RS answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

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
