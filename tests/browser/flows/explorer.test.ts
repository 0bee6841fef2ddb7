import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { resetAdmin } from "../../support/forms";
import { withOrthancSettings } from "../../support/orthanc-settings";
import { zipOf } from "../../support/zip";
import { choosePassword, keepScreenshot, logIn } from "../../support/browser/pages";

const stack = inject("stack");
const EXPLORER = `${stack.url}/pacs-admin/app/explorer.html`;
const patientName = "EXPLORER^EVE";
const phantom = phantomSeries({ name: randomUUID(), slices: 3, rows: 32, columns: 32, patientName });
const files = [...phantom.files()].map((bytes, at) => ({ name: `Schädel ${at}.dcm`, bytes }));
/** Orthanc knows itself as a modality. */
const modalities = { DicomModalities: { ITSELF: ["ORTHANC", "127.0.0.1", 4242] } };

/** Goes to one of Explorer's pages and waits until it is the one that is shown. */
async function go(page: Page, name: string): Promise<void> {
  await page.goto(`${EXPLORER}#${name}`);
  // Drawn in software, the pages' sliding takes longer than all else.
  await page.evaluate("$.mobile.defaultPageTransition = 'none'");
  await shown(page, name);
}

async function shown(page: Page, name: string): Promise<void> {
  await page.locator(`#${name.split("?")[0] ?? ""}.ui-page-active`).waitFor();
}

/** Gives the upload page files and waits for its last word. */
async function upload(page: Page, given: readonly { name: string; bytes: Buffer }[]): Promise<string> {
  await go(page, "upload");
  // A page that was left takes files again only after its way back in has ended; a fresh one does at once.
  await page.reload();
  await shown(page, "upload");
  const chosen = given.map(({ name, bytes }) => ({ name, mimeType: "application/dicom", buffer: bytes }));
  await page.locator("#fileupload").setInputFiles(chosen);
  await page.getByText("Start the upload").click();
  const label = page.locator("#progress .label", { hasText: /Done|Failure/ });
  return (await label.textContent()) ?? "";
}

/** What the tab must not do. Explorer asks of every instance whether it is a PDF: that it is none, the browser logs. */
function complaints(tab: WatchedTab): readonly string[] {
  return tab.complaints().filter((text) => !/status of 404 .*\/pdf\?/.test(text));
}

/** Confirms the dialog that is open. */
async function confirm(page: Page): Promise<void> {
  await page.locator(".ui-simpledialog-container").getByText("OK", { exact: true }).click();
}

// One person's way through the administration, so each step builds on the one before.
describe("Orthanc Explorer, for the admin", () => {
  let browser: TestBrowser;
  let tab: WatchedTab;
  let study: string;
  let restoreOrthanc: () => Promise<void>;

  beforeAll(async () => {
    restoreOrthanc = await withOrthancSettings(stack, modalities);
    browser = await startBrowser();
    tab = await browser.open(stack.url);
    const { page } = tab;
    await page.goto(EXPLORER);
    const firstPassword = await resetAdmin(stack);
    await logIn(page, stack.adminName, firstPassword);
    await choosePassword(page, firstPassword, "five slow geese in lead");
    await page.waitForURL(EXPLORER);
  });
  afterAll(async () => {
    await browser.close();
    await restoreOrthanc();
  });

  test("Explorer uploads files, whatever their names", async () => {
    expect(await upload(tab.page, files)).toBe("Done");
    await keepScreenshot(tab.page, "explorer-upload");
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer finds the study", async () => {
    const { page } = tab;
    await go(page, "lookup");
    await page.locator("#lookup-patient-name").fill("*explorer*");
    await page.getByRole("button", { name: "Do lookup" }).click();
    const result = page.locator("#lookup-result li a").first();
    await result.waitFor();
    expect(await result.textContent()).toContain(patientName);
    await result.click();
    await shown(page, "study");
    study = new URLSearchParams(new URL(page.url()).hash.split("?")[1]).get("uuid") ?? "";
    expect(study).toMatch(/^[0-9a-f-]{44}$/);
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer shows patient, study, series and instance, with tags and picture", async () => {
    const { page } = tab;
    await go(page, "find-patients");
    await page.locator("#all-patients li a").filter({ hasText: patientName }).first().click();
    await shown(page, "patient");
    await page.locator("#list-studies li a").first().click();
    await shown(page, "study");
    await page.locator("#list-series li a").first().click();
    await shown(page, "series");
    expect(await page.locator("#list-instances li a").count()).toBe(files.length);
    await page.locator("#list-instances li a").first().click();
    await shown(page, "instance");
    await page.locator("#dicom-tree").getByText("PatientName").first().waitFor();
    await page.locator("#instance-preview").click();
    await page.locator("#lbImage[style*='/preview']").waitFor();
    await keepScreenshot(page, "explorer-instance");
    await page.locator("#lbCloseLink").click();
    await page.locator("#lbOverlay").waitFor({ state: "hidden" });
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer labels a study", async () => {
    const { page } = tab;
    await go(page, `study?uuid=${study}`);
    await page.locator("#study-info").getByText("Add label").click();
    await page.locator(".ui-simpledialog-container input").fill("teaching");
    await confirm(page);
    await page.locator("#study-info").getByText("teaching").waitFor();
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer offers archives for download", async () => {
    const path = `/pacs-admin/studies/${study}`;
    const types = await tab.page.evaluate(
      async (from) =>
        Promise.all(
          ["archive", "media"].map(async (end) => (await fetch(`${from}/${end}`)).headers.get("content-type")),
        ),
      path,
    );
    expect(types).toEqual(["application/zip", "application/zip"]);
  });

  test("Explorer sends a study to a modality and shows the job", async () => {
    const { page } = tab;
    await go(page, `study?uuid=${study}`);
    await page.locator("#study-store").click();
    await page.locator(".ui-simpledialog-container li").filter({ hasText: "ITSELF" }).click();
    await shown(page, "job");
    await go(page, "jobs");
    await page.locator("#all-jobs li").filter({ hasText: "DicomModalityStore" }).first().waitFor();
    await page.locator("#all-jobs li a").first().click();
    await shown(page, "job");
    await page.locator("#job-info").getByText("Success").first().waitFor();
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer echoes, queries and retrieves", async () => {
    const { page } = tab;
    await go(page, "query-retrieve");
    await page.locator("#qr-echo").click();
    await page.getByText("The C-Echo has succeeded!").waitFor();
    await confirm(page);
    await page.getByRole("button", { name: "Search studies" }).click();
    await shown(page, "query-retrieve-2");
    await page.locator("#query-retrieve-2 li a").filter({ hasText: patientName }).first().click();
    await shown(page, "query-retrieve-3");
    await page.locator("#query-retrieve-3 li a").first().click();
    await shown(page, "query-retrieve-4");
    await page.getByRole("button", { name: "Retrieve" }).click();
    // Back at the list of series: C-MOVE was done.
    await shown(page, "query-retrieve-3");
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer lists the plugins, and offers nothing of theirs that the gateway blocks", async () => {
    const { page } = tab;
    await go(page, "plugins");
    await page.locator("#all-plugins").getByText("dicom-web").first().waitFor();
    await go(page, `study?uuid=${study}`);
    expect(await page.getByText("DICOMweb server").count()).toBe(0);
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer anonymizes a study and deletes both", async () => {
    const { page } = tab;
    await go(page, `study?uuid=${study}`);
    await page.locator("#study-anonymize").click();
    await confirm(page);
    await shown(page, "patient");
    await page.locator("#patient-delete").click();
    await confirm(page);
    await shown(page, "lookup");
    await go(page, `study?uuid=${study}`);
    await page.locator("#study-delete").click();
    await confirm(page);
    await shown(page, "lookup");
    await go(page, "find-studies");
    expect(await page.locator("#all-studies li").filter({ hasText: patientName }).count()).toBe(0);
    expect(complaints(tab)).toEqual([]);
  });

  test("Explorer reports a failed upload for a ZIP file, and nothing of it is stored", async () => {
    const zip = zipOf("a.dcm", files[0]?.bytes ?? Buffer.alloc(0));
    expect(await upload(tab.page, [{ name: "a.zip", bytes: zip }])).toBe("Failure");
    await go(tab.page, "find-studies");
    expect(await tab.page.locator("#all-studies li").filter({ hasText: patientName }).count()).toBe(0);
    expect(complaints(tab).filter((text) => !text.includes("status of 409"))).toEqual([]);
  });
});
