import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import texts from "../../../ohif-config/texts/en.json";

const root = join(import.meta.dirname, "../../..");

/** Fills in the login page that the tab shows. */
export async function logIn(page: Page, user: string, password: string): Promise<void> {
  await page.getByLabel(texts["login.user"]).fill(user);
  await page.getByLabel(texts["login.password"]).fill(password);
  await page.getByRole("button", { name: texts["login.submit"] }).click();
}

/** Fills in the page that asks for a new password after the first login. */
export async function choosePassword(page: Page, current: string, password: string): Promise<void> {
  await page.getByRole("heading", { name: texts["password.first.title"] }).waitFor();
  await page.getByLabel(texts["password.first.current"]).fill(current);
  await page.getByLabel(texts["password.new"], { exact: true }).fill(password);
  await page.getByLabel(texts["password.repeat"]).fill(password);
  await page.getByRole("button", { name: texts["password.submit"] }).click();
}

/** The study list's row of a patient. */
export function studyRow(page: Page, patient: string): Locator {
  return page.getByRole("row").filter({ hasText: patient }).first();
}

/**
 * Closes what the viewer shows to a new person: the notice about its use and the tour. The clicks do not ask what lies
 * over the button: the tour may come up over the notice, and while one handler waits, the other one is not called.
 */
export async function dismissNotices(page: Page): Promise<void> {
  const press = (button: Locator): Promise<void> => button.dispatchEvent("click");
  await page.addLocatorHandler(page.getByText("Skip all"), press);
  await page.addLocatorHandler(page.getByRole("button", { name: "Confirm and hide" }), press);
}

/** Closes the notice about the viewer's use now, where something else is going to cover the page. */
export async function confirmNotice(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Confirm and hide" }).click();
}

/** Gives OHIF's upload page files, and waits until it says that all are stored. */
export async function uploadFiles(page: Page, files: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  // An empty list has the button once more.
  await page.getByRole("button", { name: "Upload" }).first().click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Add files" }).click();
  await (
    await chooser
  ).setFiles(files.map(({ name, bytes }) => ({ name, mimeType: "application/dicom", buffer: bytes })));
  await page.getByText(`${files.length} file${files.length === 1 ? "" : "s"} completed.`).waitFor();
}

/** Keeps a picture of the page in test-results, and for the README where UPDATE_SCREENSHOTS=1. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folders = ["test-results/screenshots"];
  if (process.env["UPDATE_SCREENSHOTS"] === "1") folders.push("docs/screenshots");
  for (const folder of folders) {
    mkdirSync(join(root, folder), { recursive: true });
    await page.screenshot({ path: join(root, folder, `${name}.png`), animations: "disabled" });
  }
}
