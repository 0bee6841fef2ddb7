import { afterAll, beforeAll, expect, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { drawLength, measurements, openReport, saveReport } from "../../support/browser/measuring";
import { keepScreenshot } from "../../support/browser/pages";
import {
  correlation,
  frameAddresses,
  renderedByArchive,
  scrollTo,
  viewportOnImageGrid,
} from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { pdfDocument } from "../../support/objects/documents";
import { studyUid } from "../../support/objects/elements";
import { enhancedMr, ultrasound } from "../../support/objects/images";
import { expectClean, openStudy, openTab, pixelsOnScreen, shareOfScreen } from "../../support/browser/viewer";

const head = phantomSeries({ name: "OBJECT CT", slices: 32, rows: 64, columns: 64, patientName: "Objects^CT" });
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  const files = [pdfDocument("OBJECT PDF"), ultrasound("OBJECT US", 8), enhancedMr("OBJECT MR", 6), ...head.files()];
  [browser] = await Promise.all([startBrowser(), storeFiles(files)]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

test("an encapsulated PDF shows its page", async () => {
  await openStudy(tab, studyUid("OBJECT PDF"));
  const shown = tab.page.locator("object[type='application/pdf']");
  await shown.waitFor();
  // The lower half of the page is green.
  await expect
    .poll(() => shareOfScreen(shown, ([red, green, blue]) => green > 130 && red < 60 && blue < 60))
    .toBeGreaterThan(0.05);
  await keepScreenshot(tab.page, "pdf");
  await expectClean(tab);
});

test("an enhanced MR file looks as the archive renders it", async () => {
  await openStudy(tab, studyUid("OBJECT MR"));
  const addresses = await frameAddresses(tab.page);
  expect(addresses).toHaveLength(6);
  const first = addresses.find((address) => address.endsWith("/frames/1")) ?? "";
  const rendered = await renderedByArchive(tab.page, first);
  const likeness = async (): Promise<number> => correlation(await viewportOnImageGrid(tab.page), rendered);
  await expect.poll(likeness).toBeGreaterThan(0.99);
  await keepScreenshot(tab.page, "enhanced");
  await expectClean(tab);
});

test("a CT series is shown in three planes", async () => {
  await openStudy(tab, head.studyUid);
  const canvases = tab.page.locator("canvas.cornerstone-canvas");
  await canvases.first().waitFor();
  await tab.page.locator("[data-cy=Layout]").click();
  await tab.page.getByText("MPR", { exact: true }).first().click();
  await expect.poll(() => canvases.count()).toBe(3);
  for (const canvas of await canvases.all()) {
    await expect
      .poll(() => shareOfScreen(canvas, ([red, green, blue]) => Math.min(red, green, blue) > 60))
      .toBeGreaterThan(0.1);
  }
  await keepScreenshot(tab.page, "mpr");
  await expectClean(tab);
});

test("a colour ultrasound loop plays", async () => {
  await openStudy(tab, studyUid("OBJECT US"));
  const canvas = tab.page.locator("canvas.cornerstone-canvas").first();
  const rate = tab.page.locator("div:has(> input)").filter({ hasText: "FPS" });
  // Where the magenta block begins, in percent of the width: 6 to the right with each frame.
  const left = async (): Promise<number> => {
    const block = await pixelsOnScreen(canvas, ([red, green, blue]) => red > 200 && blue > 200 && green < 100);
    return Math.round(100 * Math.min(...block.map(([x]) => x)));
  };
  await expect.poll(left).toBeLessThan(15);
  // Play has neither name nor label; its icon is the last one before the rate.
  await rate.locator("xpath=preceding::*[name()='svg'][1]").click();
  const places = new Set<number>();
  await expect.poll(async () => places.add(await left()).size).toBeGreaterThan(2);
  await keepScreenshot(tab.page, "cine");
  await expectClean(tab);
});

test("a length saved as a structured report is back in place after a reload", async () => {
  await openStudy(tab, head.studyUid);
  const { page } = tab;
  await frameAddresses(page);
  await scrollTo(page, 16);
  await drawLength(page);
  const [drawn] = await measurements(page);
  await openReport(page);
  const [stored] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    saveReport(page),
  ]);
  expect(stored.status()).toBe(200);
  expect(new URL(stored.url()).pathname).toBe(`/pacs/studies/${head.studyUid}`);

  await page.reload();
  await frameAddresses(page);
  expect(await measurements(page)).toEqual([]);
  await page.getByText("SR", { exact: true }).first().dblclick();
  await page.locator("[data-cy=yes-hydrate-btn]").click();
  await expect.poll(() => measurements(page)).toHaveLength(1);
  const [back] = await measurements(page);
  const value = drawn?.displayText.primary[0] ?? "";
  expect(value).toMatch(/^[1-9]\d*\.\d mm$/);
  expect(back?.displayText.primary).toEqual([value]);
  await page.getByText(value).first().waitFor();
  const distances = (drawn?.points ?? []).map((point, index) =>
    Math.hypot(...point.map((coordinate, axis) => coordinate - (back?.points[index]?.[axis] ?? NaN))),
  );
  expect(distances).toHaveLength(2);
  // Millimetres.
  expect(Math.max(...distances)).toBeLessThan(0.01);
  await keepScreenshot(page, "sr");
  await expectClean(tab);
});
