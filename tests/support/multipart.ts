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
