import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import texts from "../../ohif-config/texts/en.json";
import { startBrowser, type TestBrowser } from "../support/browser";
import { keepScreenshot } from "../support/browser/pages";
import { allMrns, button, mrns, openList, untilPage } from "../support/browser/study-list";
import { spendFirstPassword } from "../support/forms";
import { uidsOf } from "../support/pictures";
import { type Stack, startStack } from "../support/stack";
import { KNOWN, SHOWN, type Shown, STUDIES, studyOf, valuesOf } from "./many-studies";

let stack: Stack;
let stop: () => Promise<void>;
let cookie = "";
let browser: TestBrowser;
let tab: BrowserContext | undefined;

interface Listed {
  readonly uid: string;
  readonly date: string;
}

beforeAll(async () => {
  ({ stack, stop } = await startStack(process.cwd(), "study-list"));
  cookie = await spendFirstPassword(stack, stack.firstPassword);
  browser = await startBrowser();
  const files = SHOWN.map(studyOf);
  expect(await storeInstances({ publicUrl: stack.url, cookie }, files)).toEqual({ stored: STUDIES, failed: 0 });
});
afterEach(async () => {
  await tab?.close();
  tab = undefined;
});
afterAll(async () => {
  await browser.close();
  await stop();
});

async function page(query: string): Promise<Listed[]> {
  const headers = { Cookie: cookie, Accept: "application/dicom+json" };
  const answer = await fetch(`${stack.url}/pacs/studies?${query}`, { headers });
  expect(answer.status).toBe(200);
  const list = (await answer.json()) as Record<string, { readonly Value?: readonly string[] }>[];
  return list.map((study) => ({ uid: study["0020000D"]?.Value?.[0] ?? "", date: study["00080020"]?.Value?.[0] ?? "" }));
}

test.each([101, 250])("all of 1,500 studies are reached by pages of %i, newest first, each once", async (limit) => {
  const listed: Listed[] = [];
  for (let offset = 0; offset <= STUDIES; offset += limit) {
    const part = await page(`limit=${limit}&offset=${offset}`);
    expect(part).toHaveLength(Math.min(limit, STUDIES - offset));
    listed.push(...part);
  }
  const uids = Array.from({ length: STUDIES }, (_, at) => uidsOf(`list ${at}`).study);
  expect(listed.map(({ uid }) => uid).sort()).toEqual(uids.sort());
  const dates = listed.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
});

async function open(address: string): ReturnType<typeof openList> {
  const list = await openList(browser, stack.url, cookie, address);
  tab = list.page.context();
  return list;
}

test("the viewer's Next reaches all of 1,500 studies, newest first, each once, and asks for each page alone", async () => {
  const { page, searches } = await open("?resultsPerPage=100");
  const listed = await allMrns(page, STUDIES);
  expect(listed.toSorted()).toEqual([...KNOWN.keys()].sort());
  const dates = listed.map((mrn) => KNOWN.get(mrn)?.date ?? "?");
  expect(dates).toEqual(dates.toSorted().toReversed());
  expect(searches.map((search) => [search.get("limit"), search.get("offset"), search.get("orderby")])).toEqual(
    Array.from({ length: 15 }, (_, at) => ["101", String(100 * at), null]),
  );
});

test.each<[string, keyof Shown, string]>([
  ["Patient", "patient", "PatientName"],
  ["MRN", "mrn", "PatientID"],
  ["Study Date", "date", "StudyDate"],
  ["Description", "description", "StudyDescription"],
  ["Accession", "accession", "AccessionNumber"],
])("the viewer's list sorted by %s reaches all of 1,500 studies in that order", async (label, column, key) => {
  const { page, searches } = await open("?resultsPerPage=100");
  await untilPage(page, "1-100 of 1,500");
  await button(page, `Sort ${label}`).click();
  await expect.poll(() => searches.at(-1)?.get("orderby")).toBe(key);
  await expect
    .poll(async () => valuesOf(await mrns(page), column)[0])
    .toBe(valuesOf([...KNOWN.keys()], column).sort()[0]);
  const listed = await allMrns(page, STUDIES);
  expect(listed.toSorted()).toEqual([...KNOWN.keys()].sort());
  expect(valuesOf(listed, column)).toEqual(valuesOf(listed, column).toSorted());

  // The other direction begins at the first page again.
  await button(page, `Sort ${label}`).click();
  await untilPage(page, "1-100 of 1,500");
  await expect.poll(async () => valuesOf(await mrns(page), column)[0]).toBe(valuesOf(listed, column).at(-1));
});

test("the viewer's list has an arrow over the newest first, and none over what the archive cannot sort", async () => {
  const { page } = await open("?sortBy=modalities&sortDirection=asc");
  await untilPage(page, "1-50 of 1,500");
  const sorts = await page
    .getByRole("columnheader")
    .evaluateAll((heads) => heads.map((head) => [head.ariaSort, head.querySelector("button")?.ariaLabel ?? null]));
  expect(sorts).toEqual([
    ["none", "Sort Patient"],
    ["none", "Sort MRN"],
    ["descending", "Sort Study Date"],
    ["none", null],
    ["none", "Sort Description"],
    ["none", "Sort Accession"],
    ["none", null],
    ["none", null],
  ]);
  await keepScreenshot(page, "study-list-pages");
});

test("the viewer's list is where it was after a reload and after a study", async () => {
  const { page } = await open("?resultsPerPage=25&sortBy=mrn&sortDirection=desc");
  await untilPage(page, "1-25 of 1,500");
  await button(page, "Next page").click();
  await untilPage(page, "26-50 of 1,500");
  const shown = await mrns(page);
  expect(shown[0]).toBe("LIST-1474");
  await expect.poll(() => new URL(page.url()).searchParams.get("pageNumber")).toBe("2");

  await page.reload();
  await untilPage(page, "26-50 of 1,500");
  expect(await mrns(page)).toEqual(shown);

  await page.getByRole("row").nth(2).dblclick();
  await page.waitForURL(/\/viewer/);
  await page.goBack();
  await untilPage(page, "26-50 of 1,500");
  expect(await mrns(page)).toEqual(shown);

  await button(page, "First page").click();
  await untilPage(page, "1-25 of 1,500");
  expect(await button(page, "Previous page").isDisabled()).toBe(true);
});

test("an address behind the end of the viewer's list leads to the last page", async () => {
  const { page } = await open("?pageNumber=99");
  await untilPage(page, "1,451-1,500 of 1,500");
  expect(await mrns(page)).toHaveLength(50);
});

test("filters of the viewer's list are the archive's, count from the first page, and are not applied again", async () => {
  const { page, searches } = await open("?pageNumber=3");
  await untilPage(page, "101-150 of 1,500");
  const filter = (column: number) => page.locator("[data-filter-row] td").nth(column).locator("input");
  await filter(4).fill("Part 03");
  await untilPage(page, "1-50 of more than 50");
  expect(searches.at(-1)?.get("StudyDescription")).toBe("*Part 03*");
  await button(page, "Next page").click();
  await untilPage(page, "51-100 of more than 100");
  await button(page, "Next page").click();
  await untilPage(page, "101-125 of 125");
  expect(await button(page, "Next page").isDisabled()).toBe(true);

  await button(page, "Reset filters").click();
  await filter(1).fill("LIST-*99");
  await untilPage(page, "1-24 of 24");
  await filter(0).fill("nobody");
  await untilPage(page, "No studies");
  await button(page, "Reset filters").click();
  await untilPage(page, "1-50 of 1,500");
});

test("the viewer's list has pages of 25, 50 and 100, and keeps its first row", async () => {
  const { page } = await open("?pageNumber=2");
  await untilPage(page, "51-100 of 1,500");
  for (const [size, line] of [
    [25, "51-75 of 1,500"],
    [100, "1-100 of 1,500"],
    [50, "1-50 of 1,500"],
  ] as const) {
    await button(page, "Rows per page").click();
    await page.getByRole("menuitem", { name: `${size} per page` }).click();
    // The menu stays open, and nothing else can be used meanwhile.
    await page.keyboard.press("Escape");
    await untilPage(page, line);
    expect(await mrns(page)).toHaveLength(size);
  }
});

test("both rows of a study that two patients have leave the viewer's list with their page", async () => {
  const { page } = await open("?resultsPerPage=25");
  await untilPage(page, "1-25 of 1,500");
  const json = ["TWO-A", "TWO-B"].map((mrn) => ({
    "00080020": { vr: "DA", Value: ["20260101"] },
    "00100010": { vr: "PN", Value: [{ Alphabetic: mrn }] },
    "00100020": { vr: "LO", Value: [mrn] },
    "0020000D": { vr: "UI", Value: ["1.2.3"] },
  }));
  // As archives from before the door have it (docs/adr/0033-the-one-that-was-there-first.md).
  await page.route(/\/pacs\/studies\?.*PatientName/, async (route) => route.fulfill({ json }));
  await page.locator("[data-filter-row] td").first().locator("input").fill("Two");
  await untilPage(page, "1-2 of 2");
  expect(await mrns(page)).toEqual(["TWO-A", "TWO-B"]);
  await button(page, "Reset filters").click();
  await untilPage(page, "1-25 of 1,500");
  expect(await mrns(page)).toHaveLength(25);
  expect(await page.getByText("TWO-").count()).toBe(0);
});

test("a search that the archive refuses leaves no rows of the one before in the viewer's list", async () => {
  const { page } = await open("");
  await untilPage(page, "1-50 of 1,500");
  await page.route(/\/pacs\/studies\?.*PatientName/, async (route) => route.fulfill({ status: 503 }));
  await page.locator("[data-filter-row] td").first().locator("input").fill("Person");
  await page.getByText(texts["viewer.list.failed"]).waitFor();
  expect(await page.getByText("LIST-").count()).toBe(0);
});
