import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { correlation, frameAddresses, viewportOnImageGrid, type GrayImage } from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { displayed, mammogram, VIEWS, type Presentation } from "../../support/objects/mammogram";
import { expectClean, openStudy, openTab } from "../../support/browser/viewer";

const PRESENTATIONS: readonly Presentation[] = [
  { photometric: "MONOCHROME2" },
  { photometric: "MONOCHROME1" },
  { photometric: "MONOCHROME2", voiFunction: "LINEAR" },
  { photometric: "MONOCHROME2", voiFunction: "LINEAR_EXACT" },
  { photometric: "MONOCHROME2", voiFunction: "SIGMOID" },
];
const nameOf = ({ photometric, voiFunction }: Presentation): string =>
  `OBJECT MG ${photometric} ${voiFunction ?? "none"}`;

let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  const files = [
    ...PRESENTATIONS.map((how) => mammogram(nameOf(how), "LCC", how)),
    ...VIEWS.map((view) => mammogram("OBJECT MG", view)),
  ];
  [browser] = await Promise.all([startBrowser(), storeFiles(files)]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

/** The mean difference of two pictures of one size, in gray values. */
function difference(one: GrayImage, other: GrayImage): number {
  return (
    one.values.reduce((sum, value, index) => sum + Math.abs(value - (other.values[index] ?? NaN)), 0) /
    one.values.length
  );
}

// The archive's own rendering is no measure: without a window in the request it stretches from the smallest to the
// largest stored value.
test.each(PRESENTATIONS)(
  "a mammogram with $photometric and the VOI function $voiFunction looks as DICOM defines it",
  async (how) => {
    await openStudy(tab, studyUid(nameOf(how)));
    await frameAddresses(tab.page);
    const expected = displayed("LCC", how);
    const shown = async (): Promise<GrayImage> => viewportOnImageGrid(tab.page);
    await expect.poll(async () => difference(await shown(), expected)).toBeLessThan(2);
    expect(correlation(await shown(), expected)).toBeGreaterThan(0.999);
    await expectClean(tab);
  },
);

test("the four views of a screening are listed, and each opens", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("OBJECT MG"));
  await frameAddresses(page);
  for (const view of VIEWS.toReversed()) {
    await page
      .locator("[data-cy=study-browser-thumbnail]", { hasText: `${view.slice(0, 1)} ${view.slice(1)}` })
      .dblclick();
    await expect.poll(async () => difference(await viewportOnImageGrid(page), displayed(view))).toBeLessThan(2);
  }
  await keepScreenshot(page, "mammography");
  await expectClean(tab);
});
