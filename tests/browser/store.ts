import type { BrowserContext } from "playwright-core";

const boundary = "collimator-test";

/**
 * Stores files by STOW-RS (PS3.18, 10.5) in the session of a tab, many in one request.
 *
 * @throws if the archive does not take all of them
 */
export async function storeInstances(
  context: BrowserContext,
  url: string,
  files: readonly { readonly bytes: Buffer }[],
): Promise<void> {
  for (let first = 0; first < files.length; first += 64) {
    const parts = files
      .slice(first, first + 64)
      .flatMap(({ bytes }) => [
        Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
        bytes,
        Buffer.from("\r\n"),
      ]);
    const answer = await context.request.post(`${url}/pacs/studies`, {
      headers: {
        "Content-Type": `multipart/related; type="application/dicom"; boundary=${boundary}`,
        Accept: "application/dicom+json",
        Origin: url,
      },
      data: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    });
    if (answer.status() !== 200) throw new Error(`STOW-RS answered ${answer.status()}: ${await answer.text()}`);
  }
}
