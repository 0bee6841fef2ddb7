import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser } from "../../support/browser";
import { keepScreenshot } from "../../support/browser/pages";
import { button, openList, untilPage } from "../../support/browser/study-list";
import { resetAdmin, spendFirstPassword } from "../../support/forms";
import { deleteStudy } from "./archive";
import { storeInstances } from "./store";

const stack = inject("stack");
const { url } = stack;
const WINDOW = { width: 390, height: 844 };
const patientId = "phone";
/** Other tests of this stack store studies, too. */
const OWN = `?mrn=${patientId}`;
const { studyUid, files } = phantomSeries({
  name: "phone",
  slices: 1,
  rows: 64,
  columns: 64,
  patientName: "Phantom^Phone",
  patientId,
});

let browser: TestBrowser;
let list: Awaited<ReturnType<typeof openList>>;

beforeAll(async () => {
  const session = resetAdmin(stack).then((first) => spendFirstPassword(stack, first));
  browser = await startBrowser();
  list = await openList(browser, url, await session, OWN, WINDOW);
  await storeInstances(
    list.page.context(),
    url,
    [...files()].map((bytes) => ({ bytes })),
  );
  await list.page.goto(`${url}/${OWN}`);
});

afterAll(async () => {
  // The other tests of this stack start with an empty archive.
  await deleteStudy(list.page.context(), url, patientId, studyUid);
  await browser.close();
});

test("the study list fits into the window of a phone, with patients, dates, paging and the way into a study", async () => {
  const { page } = list;
  await untilPage(page, "1-1 of 1");
  const names = [
    "Upload",
    "First page",
    "Previous page",
    "Next page",
    "Open settings",
    "Sort Patient",
    "Sort Study Date",
  ];
  for (const name of names) {
    const box = await button(page, name).boundingBox();
    expect(box?.x, name).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? WINDOW.width) + (box?.width ?? 0), name).toBeLessThanOrEqual(WINDOW.width);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(WINDOW.width);

  const row = page.getByRole("row").filter({ hasText: "Phantom" });
  await row.click();
  await keepScreenshot(page, "study-list-phone");
  await row.getByRole("button", { name: "Action Menu" }).click();
  await page.getByRole("menuitem").first().click();
  await page.waitForURL((address) => address.pathname.startsWith("/viewer"));
});
