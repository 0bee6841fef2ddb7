import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { reportWithoutNames } from "./report";
import { expectClean, openStudy, openTab } from "../../support/browser/viewer";

const STUDY = "viewer report";

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([reportWithoutNames(STUDY)]);
});
afterAll(async () => browser.close());

test("a report with unnamed items is shown without their names", async () => {
  const tab = await openTab(browser);
  await openStudy(tab, studyUid(STUDY));
  const { page } = tab;
  await page.getByText("First: before all without a name").waitFor();
  await keepScreenshot(page, "report-without-names");
  const report = page.locator("[data-cy=viewport-pane]").filter({ hasText: "First:" });
  const lines = (await report.innerText()).split("\n").map((line) => line.replace("\u00a0", " ").trim());
  expect(lines.filter((line) => line !== "")).toEqual([
    "1. Findings",
    "First: before all without a name",
    "[IMAGE is not supported]",
    "[COMPOSITE is not supported]",
    "[SCOORD is not supported]",
    "1.1.",
    "A mass of 3 mm[IMAGE is not supported] was detected.",
    "Last: behind all of them",
  ]);
  expect(await page.getByRole("alert").count()).toBe(0);
  await expectClean(tab);
});
