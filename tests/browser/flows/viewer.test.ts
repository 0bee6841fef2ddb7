import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { resetAdmin } from "../../support/forms";
import { mrStudy, type DicomFile } from "./mr-study";
import {
  choosePassword,
  dismissNotices,
  keepScreenshot,
  logIn,
  studyRow,
  uploadFiles,
} from "../../support/browser/pages";
import { storeInstances } from "./store";
import {
  correlation,
  frameAddresses,
  renderedByArchive,
  scrollTo,
  viewportOnImageGrid,
} from "../../support/browser/viewport";

const stack = inject("stack");
const { url, adminName } = stack;
const password = "four calm leaves of lead";

interface StudyAnswer {
  readonly "0020000D": { readonly Value: readonly [string] };
  readonly "00100010": { readonly Value: readonly [{ readonly Alphabetic: string }] };
}

/** What the study list is made from: the archive's answer in the tab's own session. */
async function studies(tab: WatchedTab): Promise<readonly StudyAnswer[]> {
  return tab.page.evaluate(async () => {
    const answer = await fetch("/pacs/studies?limit=10", { headers: { Accept: "application/dicom+json" } });
    return answer.status === 204 ? [] : ((await answer.json()) as StudyAnswer[]);
  });
}

// One person's way through the product, so each step builds on the one before.
describe("the viewer in a real browser", () => {
  let browser: TestBrowser;
  let tab: WatchedTab;
  let files: readonly DicomFile[];
  let patient: string;
  let studyUid: string;

  beforeAll(async () => {
    [browser, files] = await Promise.all([startBrowser(), mrStudy()]);
    tab = await browser.open(url);
    await dismissNotices(tab.page);
  });
  afterAll(async () => {
    await browser.close();
  });

  test("the first login asks for a new password and leads to the study list", async () => {
    const { page } = tab;
    await page.goto(url);
    expect(new URL(page.url()).pathname).toBe("/login");
    await keepScreenshot(page, "login");

    // A new one, as the log printed it or the command line does: other files may have used the first up.
    const firstPassword = await resetAdmin(stack);
    await logIn(page, adminName, firstPassword);
    await choosePassword(page, firstPassword, password);
    await page.waitForURL((address) => address.pathname === "/");
    await page.getByText("Study List").waitFor();
    expect(tab.complaints()).toEqual([]);
  });

  test("files given to the upload page are in the study list at once", async () => {
    const { page } = tab;
    expect(await studies(tab)).toHaveLength(0);
    await uploadFiles(page, files.slice(0, 4));
    // Other tests run beside; a list that was kept would come for 10 s.
    await expect.poll(() => studies(tab), { timeout: 8000, interval: 100 }).toHaveLength(1);

    const [study] = await studies(tab);
    // The list shows DOE^JANE in another form, but the family name as it is.
    patient = study?.["00100010"].Value[0].Alphabetic.split("^")[0] ?? "";
    studyUid = study?.["0020000D"].Value[0] ?? "";
    await page.getByRole("button", { name: "Close" }).first().click();
    await studyRow(page, patient).waitFor();
    expect(tab.complaints()).toEqual([]);
  });

  test("the middle slice of a long MR series looks as the archive renders it", async () => {
    const { page } = tab;
    await storeInstances(tab.context, url, files);
    await page.goto(url);
    await studyRow(page, patient).click();
    await page.getByAltText("thumbnail").or(page.locator("[data-cy=study-browser-thumbnail] img")).first().waitFor();
    await keepScreenshot(page, "study-list");

    await studyRow(page, patient).dblclick();
    await page.waitForURL((address) => address.pathname.startsWith("/viewer"));
    const frames = await frameAddresses(page);
    expect(frames).toHaveLength(files.length);
    const middle = Math.floor(frames.length / 2);
    await scrollTo(page, middle);
    await keepScreenshot(page, "viewer");

    const shown = await viewportOnImageGrid(page);
    const likeness = async (slice: number): Promise<number> =>
      correlation(shown, await renderedByArchive(page, frames[slice] ?? ""));
    const [before, same, after] = [await likeness(middle - 5), await likeness(middle), await likeness(middle + 5)];
    console.log(`correlation with slices ${middle - 5}, ${middle}, ${middle + 5}: ${before}, ${same}, ${after}`);
    expect(same).toBeGreaterThanOrEqual(0.95);
    expect(before).toBeLessThan(same);
    expect(after).toBeLessThan(same);
    expect(tab.complaints()).toEqual([]);
  });

  test("a link to a study opened without a session leads there after the login", async () => {
    const visitor = await browser.open(url);
    const { page } = visitor;
    const link = `${url}/viewer?StudyInstanceUIDs=${studyUid}`;
    await page.goto(link);
    expect(new URL(page.url()).pathname).toBe("/login");

    await logIn(page, adminName, password);
    await page.waitForURL(link);
    expect(await frameAddresses(page)).toHaveLength(files.length);
    expect(visitor.complaints()).toEqual([]);
    await visitor.context.close();
  });

  test("Orthanc's web administration lists the study and opens it, for the admin", async () => {
    const { page } = tab;
    await page.goto(`${url}/pacs-admin/`);
    await page.getByRole("link", { name: "All studies" }).first().click();
    await page.getByText(patient).first().click();
    await page.getByText(`${files.length}`).first().waitFor();
    await keepScreenshot(page, "administration");
    expect(tab.complaints()).toEqual([]);
  });

  test("logging out in the study list ends the session", async () => {
    const { page } = tab;
    await page.goto(url);
    await page.getByRole("button", { name: texts["account.menu"] }).click();
    await page.getByRole("button", { name: texts["logout.submit"] }).click();
    await page.getByLabel(texts["login.password"]).waitFor();
    await page.goto(`${url}/viewer`);
    expect(new URL(page.url()).pathname).toBe("/login");
    expect(tab.complaints()).toEqual([]);
  });
});
