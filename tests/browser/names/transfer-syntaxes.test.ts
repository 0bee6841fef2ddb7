import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { openTab } from "../../support/browser/viewer";
import { dicomJson } from "../../support/dicom-json";
import { type DicomTools, startDicomTools } from "../../support/dicom-tools";
import { storeFiles } from "../../support/multipart";
import { frameOf, type Shape, uidsOf } from "../../support/pictures";
import { CODECS, encode } from "../../support/transfer-syntaxes";

/** The part of cornerstone that OHIF leaves on `window`, as far as it is used here. */
interface Loader {
  readonly imageLoader: {
    loadAndCacheImage(id: string): Promise<{ getPixelData(): ArrayLike<number> }>;
  };
}

const { url } = inject("stack");
/** Each syntax, with many frames where the list of shapes has that. */
const SAMPLES = CODECS.map((codec) => {
  const shape = codec.shapes[1] ?? codec.shapes[0];
  if (shape === undefined) throw new Error(codec.name);
  return { codec, shape, name: `viewer ${codec.name}` };
});

let tools: DicomTools;
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  [tools, browser] = await Promise.all([startDicomTools(), startBrowser()]);
  for (const { codec, shape, name } of SAMPLES) await storeFiles([await encode(tools, codec, name, shape)]);
  tab = await openTab(browser);
  const studies = SAMPLES.map(({ name: sample }) => uidsOf(sample).study).join(",");
  await tab.page.goto(`${url}/viewer?StudyInstanceUIDs=${studies}`);
  await tab.page.locator("canvas.cornerstone-canvas").first().waitFor();
});
afterAll(async () => {
  await Promise.all([tools.close(), browser.close()]);
});

/** The last frame's pixels as the viewer's own decoder makes them. */
async function decodedByViewer(name: string, shape: Shape): Promise<readonly number[]> {
  const { study, series } = uidsOf(name);
  const path = `/pacs/studies/${study}/series/${series}/instances`;
  const [instance] = await dicomJson(path);
  const id = `wadors:${path}/${String(instance?.["00080018"]?.Value?.[0])}/frames/${shape.frames}`;
  return tab.page.evaluate(async (imageId) => {
    const { imageLoader } = (window as unknown as { cornerstone: Loader }).cornerstone;
    return Array.from((await imageLoader.loadAndCacheImage(imageId)).getPixelData());
  }, id);
}

function samplesOf(shape: Shape): readonly number[] {
  const bytes = frameOf(shape, shape.frames - 1);
  if (shape.bits === 8) return [...bytes];
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16LE(2 * index));
}

test.each(SAMPLES)("the viewer decodes $codec.name", async ({ codec, shape, name }) => {
  const decoded = await decodedByViewer(name, shape);
  const original = samplesOf(shape);
  expect(decoded).toHaveLength(original.length);
  if (codec.lossless) {
    expect(decoded).toEqual(original);
  } else {
    // In gray levels of 256.
    const level = shape.bits === 8 ? 1 : 16;
    const sum = original.reduce((total, value, index) => total + Math.abs(value - (decoded[index] ?? 0)), 0);
    const distance = sum / original.length / level;
    console.log(`${codec.name}: ${distance.toFixed(2)} gray levels from the original`);
    expect(distance).toBeLessThan(4);
  }
});

test("no decoder needs what the policy refuses", async () => {
  await keepScreenshot(tab.page, "transfer-syntaxes");
  // Orthanc cannot draw HTJ2K: such a series has no thumbnail.
  const complaints = tab.complaints().filter((one) => !/status of 400.*\/thumbnail\?/.test(one));
  expect(complaints).toEqual([]);
});
