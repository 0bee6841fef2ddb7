import { afterAll, beforeAll, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { isLegible } from "../../support/axe";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { drawLength, measurements, openReport, saveReport } from "../../support/browser/measuring";
import { keepScreenshot, uploadFiles } from "../../support/browser/pages";
import { untilQuiet } from "../../support/browser/session";
import { openStudy, openTab } from "../../support/browser/viewer";
import { frameAddresses } from "../../support/browser/viewport";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { headCt, SLICES } from "../../support/objects/head-ct";

const STUDY = "VIEWER REFUSALS";
/** A volume in software takes a while to render. */
const PATIENT = { timeout: 240_000 };
const { url } = inject("stack");

let browser: TestBrowser;
let tab: WatchedTab;
beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([...headCt(STUDY).files()]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

test("the upload page says legibly of each file why it was not stored", async () => {
  const { page } = tab;
  await page.goto(url);
  const [slice = Buffer.alloc(0)] = headCt("VIEWER REFUSALS CUT").files();
  await uploadFiles(page, [
    { name: "cut.dcm", bytes: slice.subarray(0, slice.length - 1000) },
    { name: "empty.dcm", bytes: Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")]) },
    { name: "notes.txt", bytes: Buffer.from("not an image") },
  ]);
  await page.getByText("Completed with 3 errors!").waitFor();
  for (const text of [texts["store.truncated"], "Not a valid DICOM file."]) {
    await page.getByText(text).first().waitFor();
    expect(await isLegible(page.getByText(text).first()), text).toBe(true);
  }
  expect(await page.getByText("request failed").count()).toBe(0);
  await keepScreenshot(page, "upload-refused");
});

test("the dialog over the study list says legibly why the archive refused a search", async () => {
  const { page } = tab;
  const detail = "More studies fit than can be searched in the time there is. Name a patient or dates.";
  const problem = { title: "Content Too Large", status: 413, detail, reason: "search-too-broad" };
  await page.route(/\/pacs\/studies\?.*PatientName/, async (route) =>
    route.fulfill({ status: 413, contentType: "application/problem+json", json: problem }),
  );
  await page.goto(`${url}/?patientName=a`);
  await page.getByText(detail).waitFor();
  expect(await isLegible(page.getByText(detail))).toBe(true);
  expect(await page.getByText("Please ensure").count()).toBe(0);
  await page.unroute(/\/pacs\/studies\?.*PatientName/);
});

test("a report that the archive does not store is not among the study's series, and the viewer says why", async () => {
  const { page } = tab;
  const reports = (): Promise<number> =>
    page.evaluate(() => {
      const { services } = window as unknown as {
        services: { displaySetService: { getActiveDisplaySets(): { Modality: string }[] } };
      };
      return services.displaySetService.getActiveDisplaySets().filter(({ Modality }) => Modality === "SR").length;
    });
  await openStudy(tab, studyUid(STUDY));
  await frameAddresses(page);
  await drawLength(page);
  const failure = { "00081197": { vr: "US", Value: [0xa700] }, "00091001": { vr: "LO", Value: ["archive-full"] } };
  await page.route(`**/pacs/studies/${studyUid(STUDY)}`, async (route) =>
    route.fulfill({
      status: 507,
      contentType: "application/dicom+json",
      json: { "00081198": { vr: "SQ", Value: [failure] } },
    }),
  );
  await openReport(page);
  await saveReport(page);
  const reason = texts["store.archive-full"];
  await page.getByText(reason).first().waitFor();
  expect(await isLegible(page.getByText(reason).first())).toBe(true);
  await keepScreenshot(page, "report-refused");
  expect(await reports()).toBe(0);
  expect(await measurements(page)).toHaveLength(1);
  expect(await page.getByText("Something went wrong").count()).toBe(0);

  await page.unroute(`**/pacs/studies/${studyUid(STUDY)}`);
  await page.getByRole("button", { name: "Create SR" }).click();
  await saveReport(page);
  await expect.poll(reports).toBe(1);
});

test.each<[string, number | undefined, string]>([
  ["403", 403, texts["viewer.image-forbidden"]],
  ["404", 404, texts["viewer.image-gone"]],
  ["409", 409, texts["viewer.image-refused"].replace("{reason}", "Several patients.")],
  ["503", 503, texts["viewer.image-busy"]],
  ["no answer", undefined, texts["viewer.image-busy"]],
])("a viewport says why it is blank if its image gets %s", async (_, status, text) => {
  const { page } = tab;
  await page.route("**/frames/*", async (route) => {
    if (status === undefined) await route.abort();
    else await route.fulfill({ status, json: { detail: "Several patients." } });
  });
  await openStudy(tab, studyUid(STUDY));
  await page.getByRole("alert").filter({ hasText: text }).first().waitFor();
  // Each attempt ends with an error of the viewer's own, which is not the reason.
  await untilQuiet(page);
  expect(await page.locator("[data-image-error]").allTextContents()).toEqual([text]);
  await page.unroute("**/frames/*");
});

test("planes and volume say how many slices are missing and why, until they are there", PATIENT, async () => {
  const { page } = tab;
  await openStudy(tab, studyUid(STUDY));
  const addresses = await frameAddresses(page);
  const missing = new Set([3, 9, 20].map((at) => addresses[at]));
  const isMissing = ({ pathname }: URL): boolean => missing.has(pathname);
  await page.route(isMissing, async (route) => route.fulfill({ status: 403, json: {} }));
  const losses = page.locator("[data-volume-error]");
  const openVolume = async (): Promise<void> => {
    await openStudy(tab, studyUid(STUDY));
    await frameAddresses(page);
    await page.locator("[data-cy=Layout]").click();
    await page.getByText("3D four up", { exact: true }).first().click();
    await expect.poll(() => page.locator("canvas.cornerstone-canvas").count()).toBe(4);
  };

  await openVolume();
  const text = texts["viewer.slices"]
    .replace("{lost}", "3")
    .replace("{total}", String(SLICES))
    .replace("{reason}", texts["viewer.slices-forbidden"]);
  await expect.poll(() => losses.allTextContents()).toEqual([text, text, text, text]);
  await keepScreenshot(page, "slices-missing");

  await page.unroute(isMissing);
  await openVolume();
  await untilQuiet(page);
  expect(await losses.count()).toBe(0);
});
