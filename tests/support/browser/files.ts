/**
 * The page for uploads, and files and folders that a person chooses or drops.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import texts from "../../../ohif-config/texts/en.json";
import type { TestBrowser, WatchedTab } from "../browser";
import { makePerson } from "../people";
import type { Stack } from "../stack";
import { tabOf } from "./session";

/** The page for uploads in a tab of its own, as a new person with the role uploader. */
export async function openUpload(browser: TestBrowser, stack: Stack): Promise<WatchedTab> {
  const { url } = stack;
  const tab = await tabOf(browser, url, (await makePerson(stack, "uploader")).cookie);
  // The page knows whose it is.
  await Promise.all([tab.page.waitForResponse(`${url}/session`), tab.page.goto(`${url}/upload`)]);
  return tab;
}

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
