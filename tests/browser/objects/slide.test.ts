import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { startDicomTools } from "../../support/dicom-tools";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { QUARTERS, wholeSlide } from "../../support/objects/slide";
import { expectClean, openStudy, openTab, type Colour } from "../../support/browser/viewer";

let browser: TestBrowser;
let tab: WatchedTab;

/** The slide's files with JPEG tiles, as scanners make them, by DCMTK. */
async function asJpeg(files: readonly Buffer[]): Promise<Buffer[]> {
  const tools = await startDicomTools();
  try {
    const compressed: Buffer[] = [];
    for (const [index, file] of files.entries()) {
      await writeFile(join(tools.folder, `${index}.dcm`), file);
      await tools.shell(`dcmcjpeg --encode-baseline --quality 90 ${index}.dcm ${index}.jpeg.dcm`);
      compressed.push(await readFile(join(tools.folder, `${index}.jpeg.dcm`)));
    }
    return compressed;
  } finally {
    await tools.close();
  }
}

beforeAll(async () => {
  const jpeg = await asJpeg(wholeSlide("OBJECT SM JPEG"));
  [browser] = await Promise.all([startBrowser(), storeFiles([...wholeSlide("OBJECT SM"), ...jpeg])]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

/** The quarters by the place of their middle on the screen. The small map in the lower left corner holds all of them. */
async function quartersOnScreen(part: Locator): Promise<Record<string, string>> {
  const { width, height, data } = PNG.sync.read(await part.screenshot());
  const sums = new Map<string, [count: number, x: number, y: number]>();
  for (let index = 0; index < width * height; index += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * index, 4 * index + 3);
    const name = quarterOf([red, green, blue]);
    if (name === undefined) continue;
    const [count, x, y] = sums.get(name) ?? [0, 0, 0];
    sums.set(name, [count + 1, x + (index % width), y + Math.floor(index / width)]);
  }
  const place = (count: number, x: number, y: number): string =>
    `${y / count < height / 2 ? "upper" : "lower"} ${x / count < width / 2 ? "left" : "right"}`;
  return Object.fromEntries([...sums].map(([name, [count, x, y]]) => [place(count, x, y), name]));
}

/** The quarter that a colour belongs to, as far as JPEG keeps it. */
function quarterOf(shown: Colour): string | undefined {
  const distance = (colour: Colour): number => Math.hypot(...colour.map((value, index) => value - (shown[index] ?? 0)));
  return Object.entries(QUARTERS).find(([, colour]) => distance(colour) < 30)?.[0];
}

// The slide's rows run against its Y axis and its columns against its X axis (PS3.3, section C.8.12.2): with Y to the
// right and X down, as slides are shown, it is turned by half.
const TURNED = {
  "upper left": "lowerRight",
  "upper right": "lowerLeft",
  "lower left": "upperRight",
  "lower right": "upperLeft",
};

test.each([
  ["viewer", "OBJECT SM"],
  ["viewer", "OBJECT SM JPEG"],
  ["microscopy", "OBJECT SM"],
  ["microscopy", "OBJECT SM JPEG"],
])("the mode %s shows the tiles of %s in place", async (mode, study) => {
  await openStudy(tab, studyUid(study), mode);
  const slide = tab.page.locator(".ol-viewport").first();
  await slide.waitFor();
  await expect.poll(() => quartersOnScreen(slide)).toEqual(TURNED);
  await keepScreenshot(tab.page, `slide-${mode}`);
  await expectClean(tab);
});
