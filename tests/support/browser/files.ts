/**
 * Files and folders that a person chooses or drops.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import texts from "../../../ohif-config/texts/en.json";

/** Chooses files of the test's own memory by the button of the page for uploads. */
export async function chooseFiles(
  page: Page,
  files: readonly (readonly [name: string, content: Buffer])[],
): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: texts["upload.choose-files"], exact: true }).click();
  const chosen = files.map(([name, buffer]) => ({ name, mimeType: "application/octet-stream", buffer }));
  await (await chooser).setFiles(chosen);
}

/** Waits until the page for uploads says it; also behind the login, which takes all roles behind it away. */
export async function untilSaid(page: Page, text: string): Promise<void> {
  await page.locator("#status[role=status]").getByText(text).waitFor();
}

/** Chooses a file or folder of the browser's container in a field for them, as its own window does. */
export async function chooseInBrowser(page: Page, field: string, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const expression = `document.querySelector(${JSON.stringify(field)})`;
  const { result } = await session.send("Runtime.evaluate", { expression });
  if (result.objectId === undefined) throw new Error(`the page has no ${field}`);
  await session.send("DOM.setFileInputFiles", { files: [path], objectId: result.objectId });
  await session.detach();
}

/** Drags files and folders of the browser's container onto an element, and drops them. */
export async function dropInBrowser(page: Page, target: Locator, paths: readonly string[]): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error("There is nothing to drop files onto");
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: box.x + 10, y: box.y + 10, data });
  }
  await session.detach();
}
