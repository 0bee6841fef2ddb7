import { inject } from "vitest";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { ask } from "./session";

/** Stores files by STOW-RS (PS3.18, section 10.5) in the project's session; throws where one is not taken. */
export async function storeFiles(files: readonly Uint8Array[]): Promise<void> {
  for (let first = 0; first < files.length; first += 250) {
    const answer = await ask("/pacs/studies", {
      method: "POST",
      headers: {
        Origin: inject("stack").url,
        Accept: "application/dicom+json",
        "Content-Type": stowType(),
      },
      body: stowBody(files.slice(first, first + 250)),
    });
    if (answer.status !== 200) throw new Error(`STOW-RS answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
