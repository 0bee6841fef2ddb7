import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../support/browser";
import { storeFiles } from "../support/multipart";
import { pictureFile, uidsOf } from "../support/pictures";
import { viewport } from "./overlay";
import { expectClean, openStudy, openTab, shareOfScreen } from "./viewer";

const DEFLATED = "1.2.840.10008.1.2.1.99";
const NAME = "viewer deflated";

/** A file whose data set is deflated behind its meta information (PS3.5, section A.5). */
function deflated(): Buffer {
  const file = pictureFile(NAME, { bits: 12, samples: 1, frames: 1 }, undefined, DEFLATED);
  // Behind the preamble: the group's length (PS3.10, section 7.1), with its value at the end.
  const dataSet = 144 + file.readUInt32LE(140);
  const packed = deflateRawSync(file.subarray(dataSet));
  return Buffer.concat([file.subarray(0, dataSet), packed, Buffer.alloc(packed.length % 2)]);
}

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([deflated()]);
});
afterAll(async () => browser.close());

test("a deflated picture is drawn, though its metadata have no pixels", async () => {
  const tab = await openTab(browser);
  await openStudy(tab, uidsOf(NAME).study);
  const bright = async (): Promise<number> =>
    shareOfScreen(viewport(tab.page), ([red, green, blue]) => Math.max(red, green, blue) > 60);
  await viewport(tab.page).waitFor();
  await expect.poll(bright, { timeout: 40_000, interval: 300 }).toBeGreaterThan(0.1);
  expect(await tab.page.getByRole("alert").count()).toBe(0);
  await expectClean(tab);
});
