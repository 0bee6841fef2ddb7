import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { formatPN } from "../../../ohif-config/build/person-names";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { cells } from "../../support/browser/study-list";
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

/** The names in the study list, in its order. */
const namesInList = (): Promise<string[]> => cells(tab.page, 0);
const nameFilter = (): Locator => tab.page.locator("[data-filter-row] input").first();

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
  await expect.poll(async () => (await namesInList()).length).toBeGreaterThanOrEqual(PEOPLE.length);
  // Other tests' studies have other descriptions.
  await page.locator("[data-filter-row] input").nth(4).fill("NAME-");
  await expect.poll(async () => (await namesInList()).toSorted()).toEqual(PEOPLE.map(shown).toSorted());
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
  await page.goto(url);
  await expect.poll(async () => (await namesInList()).length).toBeGreaterThanOrEqual(PEOPLE.length);
  await nameFilter().fill(typed);
  await expect.poll(namesInList).toEqual([name]);
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

test("the study list keeps a filter that is typed before its first page has come", async () => {
  const { page } = tab;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isFirst = ({ pathname, searchParams }: URL): boolean =>
    pathname === "/pacs/studies" && !searchParams.has("PatientName");
  await page.route(isFirst, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(url);
  await nameFilter().fill("山田");
  await expect.poll(() => new URL(page.url()).searchParams.get("patientName")).toBe("山田");
  release();
  await expect.poll(namesInList).toEqual([shown(person("NAME-IR87"))]);
  expect(await nameFilter().inputValue()).toBe("山田");
  await page.unroute(isFirst);
});

test("the study list keeps a filter that is typed while the browser has a twentieth of its speed", async () => {
  const { page } = tab;
  await page.goto(url);
  await expect.poll(async () => (await namesInList()).length).toBeGreaterThanOrEqual(PEOPLE.length);
  const devTools = await tab.context.newCDPSession(page);
  await devTools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  await nameFilter().pressSequentially("Müller");
  await expect.poll(namesInList).toEqual([shown(person("NAME-IR100"))]);
  expect(await nameFilter().inputValue()).toBe("Müller");
  expect(new URL(page.url()).searchParams.get("patientName")).toBe("Müller");
  await devTools.detach();
});
