import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { endoscopicVideo, greenCaptures, MP4, renderedVideo } from "./video";
import { ask } from "../../support/session";
import { expectClean, openStudy, openTab, shareOfScreen, type Colour } from "../../support/browser/viewer";

/** How an MPEG-2 program stream begins (ISO/IEC 13818-1). */
const MPEG2 = Buffer.from("000001ba4400040004010006", "hex");
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  const files = [endoscopicVideo("OBJECT VIDEO"), endoscopicVideo("OBJECT MPEG2", MPEG2), greenCaptures("OBJECT SC")];
  [browser] = await Promise.all([startBrowser(), storeFiles(files)]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

const isRed = ([red, green, blue]: Colour): boolean => red > 200 && green < 40 && blue < 40;
const isBlue = ([red, green, blue]: Colour): boolean => blue > 200 && green < 40 && red < 40;

async function shareOfViewport(page: Page, isSo: (colour: Colour) => boolean): Promise<number> {
  return shareOfScreen(page.locator("canvas.cornerstone-canvas").first(), isSo);
}

test("a video shows its first picture, and the wheel moves through it", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("OBJECT VIDEO"));
  await page.locator("canvas.cornerstone-canvas").first().waitFor();
  await expect.poll(() => shareOfViewport(page, isRed)).toBeGreaterThan(0.5);
  await keepScreenshot(page, "video");
  // 25 pictures are red.
  await expect
    .poll(async () => {
      await page.locator("canvas.cornerstone-canvas").first().hover();
      for (let picture = 0; picture < 10; picture += 1) await page.mouse.wheel(0, 100);
      return shareOfViewport(page, isBlue);
    })
    .toBeGreaterThan(0.5);
  await expectClean(tab);
});

test("a video that browsers can't play is reported", async () => {
  await openStudy(tab, studyUid("OBJECT MPEG2"));
  await tab.page.getByRole("alert").getByText(texts["viewer.video-error"]).waitFor();
  await keepScreenshot(tab.page, "video-error");
  await expectClean(tab);
});

test("a secondary capture of 90 pictures is not a video", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("OBJECT SC"));
  await page.locator("canvas.cornerstone-canvas").first().waitFor();
  await expect
    .poll(() => shareOfViewport(page, ([red, green, blue]) => green > 180 && red < 40 && blue < 40))
    .toBeGreaterThan(0.3);
  await expectClean(tab);
});

test.each([
  ["bytes=0-", 0, MP4.length],
  ["bytes=100-199", 100, 200],
  ["bytes=2000-", 2000, MP4.length],
])("a player that seeks gets %s of the file", async (range, first, end) => {
  const answer = await ask(renderedVideo("OBJECT VIDEO"), { headers: { Range: range } });
  expect(answer.status).toBe(206);
  expect(answer.headers.get("content-type")).toBe("video/mp4");
  const stored = Buffer.concat([MP4, Buffer.alloc(MP4.length % 2)]);
  const last = end === MP4.length ? stored.length : end;
  expect(answer.headers.get("content-range")).toBe(`bytes ${first}-${last - 1}/${stored.length}`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(stored.subarray(first, last))).toBe(true);
});

test("a range beyond the file gets 416, and other kinds of ranges get the whole file", async () => {
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await ask(renderedVideo("OBJECT VIDEO"), { headers })).status;
  expect(await status({ Range: "bytes=9999-" })).toBe(416);
  expect(await status({ Range: "bytes=0-1,5-6" })).toBe(200);
  expect(await status({ Range: "bytes=0-1", "If-Range": '"a"' })).toBe(200);
});
