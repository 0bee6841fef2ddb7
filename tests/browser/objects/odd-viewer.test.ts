import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { frameAddresses } from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { studyUid } from "../../support/objects/elements";
import { studyOf } from "../../support/objects/odd/image";
import { failures, ORDINARY, sample, storeAll } from "./odd";
import { openStudy, openTab, shareOfScreen } from "../../support/browser/viewer";

const TRIED = [
  "all of type 2 absent",
  "private elements alone",
  "PixelSpacing a word",
  "ImageOrientation of zeros",
  "NumberOfFrames of two billion",
  "Rows zero",
  "PixelData absent",
  "PixelData too short",
  "BitsAllocated 64",
  "PALETTE COLOR without a palette",
  "encapsulated STL",
  "PDF empty",
  "SR that refers to nothing",
  "SR with empty content",
  "SEG without its CT",
  "RTSTRUCT without its CT",
  "ECG",
  "slide without a picture",
];
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  await storeAll();
  tab = await openTab(browser);
});
afterAll(async () => browser.close());
/** What an object did before is not said of the next one. */
let earlier = 0;
beforeEach(() => {
  earlier = failures(tab).length;
});

async function shareOfPicture(): Promise<number> {
  const canvas = tab.page.locator("canvas.cornerstone-canvas").first();
  if ((await canvas.count()) === 0) return 0;
  return shareOfScreen(canvas, ([red, green, blue]) => Math.max(red, green, blue) > 60);
}

test.each(sample(0, TRIED))("the viewer opens $name: $opens", async ({ name, opens }) => {
  const { page } = tab;
  await openStudy(tab, studyUid(studyOf(name)));
  if (opens === "picture") await expect.poll(shareOfPicture).toBeGreaterThan(0.02);
  else if (opens === "document") await page.locator("object[type='application/pdf']").waitFor();
  else await page.getByRole("alert").first().waitFor();
  await keepScreenshot(page, `odd-${name.replace(/\W+/g, "-")}`);
  await expect.soft(page.getByText("Something went wrong").count()).resolves.toBe(0);
  expect(failures(tab).slice(earlier)).toEqual([]);
});

test("an ordinary study opens after all the malformed ones", async () => {
  for (const study of ORDINARY) {
    await openStudy(tab, study.studyUid);
    expect(await frameAddresses(tab.page)).toHaveLength(4);
    await expect.poll(shareOfPicture).toBeGreaterThan(0.1);
    expect(await tab.page.getByRole("alert").count()).toBe(0);
  }
  expect(failures(tab).slice(earlier)).toEqual([]);
});
