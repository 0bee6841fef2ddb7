import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { pictureFile, uidsOf } from "../../support/pictures";
import { viewport } from "./overlay";
import { expectClean, openStudy, openTab, shareOfScreen } from "../../support/browser/viewer";

const DEFLATED = "1.2.840.10008.1.2.1.99";
const [NAME, WITH_TRAILER] = ["viewer deflated", "viewer deflated with a trailer"];

/** A file whose data set is deflated behind its meta information (PS3.5, section A.5), and what stands behind that. */
function deflated(name: string, behind: (packed: Buffer, dataSet: Buffer) => Buffer): Buffer {
  const file = pictureFile(name, { bits: 12, samples: 1, frames: 1 }, undefined, DEFLATED);
  // Behind the preamble: the group's length (PS3.10, section 7.1), with its value at the end.
  const start = 144 + file.readUInt32LE(140);
  const dataSet = file.subarray(start);
  const packed = deflateRawSync(dataSet);
  return Buffer.concat([file.subarray(0, start), packed, behind(packed, dataSet)]);
}

const padding = (packed: Buffer): Buffer => Buffer.alloc(packed.length % 2);
/** As gzip ends a file (RFC 1952, section 2.3). */
function trailer(_: Buffer, dataSet: Buffer): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(crc32(dataSet), 0);
  bytes.writeUInt32LE(dataSet.length, 4);
  return bytes;
}

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([deflated(NAME, padding), deflated(WITH_TRAILER, trailer)]);
});
afterAll(async () => browser.close());

test.each([NAME, WITH_TRAILER])(
  "the deflated picture %s is shown, although its metadata have no pixels",
  async (name) => {
    const tab = await openTab(browser);
    await openStudy(tab, uidsOf(name).study);
    const bright = async (): Promise<number> =>
      shareOfScreen(viewport(tab.page), ([red, green, blue]) => Math.max(red, green, blue) > 60);
    await viewport(tab.page).waitFor();
    await expect.poll(bright).toBeGreaterThan(0.1);
    expect(await tab.page.getByRole("alert").count()).toBe(0);
    await expectClean(tab);
  },
);
