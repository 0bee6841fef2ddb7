import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { dicomJson } from "../../support/dicom-json";
import { failures, ORDINARY, storeAll, TRY_ALL } from "./odd";
import { openTab } from "../../support/browser/viewer";

const { url } = inject("stack");
/** Cells of a row of the list. */
const DESCRIPTION = 3;
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  await storeAll();
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

/** The descriptions in the list's present page; the first two rows are its head and its filters. */
async function descriptions(page: Page): Promise<string[]> {
  return page
    .getByRole("row")
    .evaluateAll(
      (rows, cell) =>
        rows.slice(2).map((row) => row.querySelectorAll("td, [role=cell]")[cell]?.textContent.trim() ?? "?"),
      DESCRIPTION,
    );
}

/** Goes through the list's pages, and does something on each. */
async function onEachPage(page: Page, work: () => Promise<void>): Promise<void> {
  const next = page.getByRole("button", { name: "Next page" });
  for (;;) {
    await work();
    if (await next.isDisabled()) return;
    const before = await page.getByRole("button", { name: "Rows per page" }).innerText();
    await next.click();
    await expect.poll(() => page.getByRole("button", { name: "Rows per page" }).innerText()).not.toBe(before);
  }
}

async function openList(page: Page, query = ""): Promise<void> {
  await page.goto(`${url}/${query}`);
  // While it is loading, one row without cells says so.
  await expect.poll(async () => (await descriptions(page))[0] ?? "?").not.toBe("?");
}

test("the study list shows every study, however malformed another one is", async () => {
  const { page } = tab;
  await openList(page);
  const shown: string[] = [];
  await onEachPage(page, async () => {
    shown.push(...(await descriptions(page)));
  });
  const stored = (await dicomJson("/pacs/studies?includefield=00081030")).map(
    (study) => study["00081030"]?.Value?.join("\\").trim() ?? "No Description",
  );
  expect(stored.length).toBeGreaterThan(150);
  expect(shown.toSorted()).toEqual(stored.toSorted());
  await keepScreenshot(page, "odd-list");
  expect(failures(tab)).toEqual([]);
});

test.each([
  ["patientName=Ordinary", ["Ordinary One", "Ordinary Three", "Ordinary Two"]],
  ["mrn=ORDINARY-Two", ["Ordinary Two"]],
  ["description=Ordinary T", ["Ordinary Three", "Ordinary Two"]],
  ["description=Head", ["Head\\Neck"]],
  ["modalities=SEG&description=ODD SEG", ["ODD SEG without its CT", "ODD SEG without segments"]],
  ["patientName=山田", ["ODD PatientName ideographic only", "ODD PatientName of three groups"]],
  ["startDate=19000101&endDate=19001231", ["ODD StudyDate of 1900"]],
])("the study list's filter %s finds the right studies", async (query, expected) => {
  await openList(tab.page, `?${query}`);
  await expect.poll(async () => (await descriptions(tab.page)).toSorted()).toEqual(expected);
  expect(failures(tab)).toEqual([]);
});

test.each(["patient", "mrn", "modalities", "description", "accession", "instances", "studyDateTime"])(
  "the study list can be sorted by %s",
  async (column) => {
    for (const direction of ["ascending", "descending"]) {
      await openList(tab.page, `?sortBy=${column}&sortDirection=${direction}`);
      expect(await descriptions(tab.page)).toHaveLength(50);
    }
    expect(failures(tab)).toEqual([]);
  },
);

test("a study's series have previews, malformed or not", { timeout: 900_000 }, async () => {
  const { page } = tab;
  await openList(page);
  await onEachPage(page, async () => {
    const rows = (await page.getByRole("row").all()).slice(2);
    for (const row of TRY_ALL ? rows : rows.slice(0, 4)) {
      await row.click();
      await page.getByText("Select a study").waitFor({ state: "detached" });
    }
  });
  await page.locator("[data-filter-row] input").first().fill("Ordinary");
  await expect.poll(async () => (await descriptions(page)).length).toBe(ORDINARY.length);
  await page.getByRole("row").nth(2).click();
  await page.getByText("Ellipsoids").first().waitFor();
  const preview = page.locator('img[src^="blob:"]').first();
  await expect.poll(() => preview.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await keepScreenshot(page, "odd-preview");
  expect(failures(tab)).toEqual([]);
});
