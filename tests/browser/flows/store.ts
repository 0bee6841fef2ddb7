import type { BrowserContext } from "playwright-core";
import { stowBody, stowType } from "../../../scripts/lib/stow";

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
    const batch = files.slice(first, first + 64).map(({ bytes }) => bytes);
    const answer = await context.request.post(`${url}/pacs/studies`, {
      headers: {
        "Content-Type": stowType(),
        Accept: "application/dicom+json",
        Origin: url,
      },
      data: stowBody(batch),
    });
    if (answer.status() !== 200) throw new Error(`STOW-RS answered ${answer.status()}: ${await answer.text()}`);
  }
}
