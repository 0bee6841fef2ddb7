import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { formatPN } from "../../../ohif-config/build/person-names";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { openTab } from "../../support/browser/viewer";
import { storeFiles } from "../../support/multipart";
import { PEOPLE, type Person, reportOf, studyOf } from "../../support/names";
import { uidsOf } from "../../support/pictures";

const { url } = inject("stack");
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  const files = PEOPLE.flatMap((person) => [studyOf(person), reportOf(person)]);
  [browser] = await Promise.all([startBrowser(), storeFiles(files)]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

/** The names in the study list, in its order; the first two rows are its head and its filters. */
async function namesInList(page: Page): Promise<string[]> {
  const rows = await page.getByRole("row").all();
  return Promise.all(rows.slice(2).map(async (row) => (await row.getByRole("cell").first().innerText()).trim()));
}

/** A name as the viewer shows it. */
function shown({ name }: Person): string {
  return formatPN(name) ?? "";
}

function person(id: string): Person {
  const found = PEOPLE.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

test("the study list shows all names, each in its own script", async () => {
  const { page } = tab;
  await page.goto(url);
  // A filter that is typed before the list is there is lost.
  await expect.poll(async () => (await namesInList(page)).length).toBeGreaterThanOrEqual(PEOPLE.length);
  // Other tests' studies have other descriptions.
  await page.locator("[data-filter-row] input").nth(4).fill("NAME-");
  await expect.poll(async () => (await namesInList(page)).toSorted()).toEqual(PEOPLE.map(shown).toSorted());
  await keepScreenshot(page, "names-list");
  expect(tab.complaints()).toEqual([]);
});

test.each([
  ["山田", "NAME-IR87", "山田 太郎 · Yamada, Tarou · やまだ たろう"],
  ["田中", "NAME-IR13-87", "田中 花子 · ﾀﾅｶ, ﾊﾅｺ · たなか はなこ"],
  ["Müller", "NAME-IR100", "Müller, Jürgen"],
  ["قباني", "NAME-IR127", "قباني, لنزار"],
  ["誠", "NAME-GB18030", "张 誠 · Zhang, Cheng"],
])("the study list's filter %s finds %s, and list, viewer and report show the name as %s", async (typed, id, name) => {
  const { page } = tab;
  // As the list writes it into the address when it is typed.
  await page.goto(`${url}/?patientName=${encodeURIComponent(typed)}`);
  await expect.poll(async () => namesInList(page)).toEqual([name]);
  expect(shown(person(id))).toBe(name);
  await keepScreenshot(page, `names-list-${id}`);

  await page.goto(`${url}/viewer?StudyInstanceUIDs=${uidsOf(id).study}`);
  await page.locator("canvas.cornerstone-canvas").first().waitFor();
  await page.getByText("Patient", { exact: true }).click();
  // The header cuts after some thirty characters.
  await page.getByText(name.slice(0, 24)).first().waitFor();
  await page.getByText("SR", { exact: true }).first().dblclick();
  await page.getByText(`Person Observer Name: ${name}`).waitFor();
  const { Alphabetic, Ideographic = "", Phonetic = "" } = person(id).name;
  const asItStands = [Alphabetic, Ideographic, Phonetic].join("=").replace(/=+$/, "");
  await page.getByText(`Comment: ${asItStands}`).waitFor();
  await keepScreenshot(page, `names-viewer-${id}`);
  expect(tab.complaints()).toEqual([]);
});
