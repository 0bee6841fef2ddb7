import { afterAll, beforeAll, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { keepScreenshot } from "../../support/browser/pages";
import { frameAddresses, scrollTo } from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { headCt, SLICES } from "../../support/objects/head-ct";
import { presentationState } from "../../support/objects/presentation-state";
import { segmentation, type Segment } from "../../support/objects/segmentation";
import { structureSet, type Structure } from "../../support/objects/structure-set";
import { dice, drawStroke, imagesOf, labelledVoxels, saveSegmentation } from "./labelmap";
import { boxOfColour, boxOfVoxels, distance, openOverlay, viewport } from "./overlay";
import { expectClean, openStudy, openTab, shareOfScreen, type Colour } from "../../support/browser/viewer";

/** A volume in software takes a while to render. */
const MORE_PATIENCE = { timeout: 150_000, interval: 500 };
/** A third of a voxel, in fractions of the viewport. */
const CLOSE = 0.005;

const liver: Segment = {
  label: "Liver",
  lab: [53.24, 80.09, 67.2],
  columns: [16, 27],
  rows: [20, 35],
  slices: [13, 17],
};
const kidney: Segment = {
  label: "Kidney",
  lab: [87.73, -86.18, 83.18],
  columns: [36, 43],
  rows: [30, 45],
  slices: [16, 20],
};
const structures: readonly Structure[] = [
  { name: "Drüse 肝臓", colour: [255, 0, 0], columns: [16, 28], rows: [20, 36], slices: [12, 20] },
  { name: "Kidney", colour: [0, 255, 255], columns: [36, 44], rows: [30, 46], slices: [16, 20] },
];

/** Label Map Segmentation Storage, which OHIF saves (PS3.4, Annex B.5). */
const LABEL_MAP_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.7";
/** Store Instances Response (PS3.18, table 10.5.3-1): Referenced SOP Sequence, Referenced SOP Class UID. */
interface StoreAnswer {
  readonly "00081199": { readonly Value: readonly [{ readonly "00081150": { readonly Value: readonly [string] } }] };
}

let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([...headCt("DERIVED SEG").files(), segmentation("DERIVED SEG", [liver, kidney])]);
  await storeFiles([...headCt("DERIVED RT").files(), structureSet("DERIVED RT", structures)]);
  await storeFiles([...headCt("DERIVED PR").files(), presentationState("DERIVED PR")]);
  await storeFiles([...headCt("DERIVED DRAWN").files(), ...headCt("DERIVED 3D").files()]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

const isRed = ([red, green, blue]: Colour): boolean => red > 120 && red > 1.6 * Math.max(green, blue);
const isGreen = ([red, green, blue]: Colour): boolean => green > 120 && green > 1.6 * Math.max(red, blue);
const isCyan = ([red, green, blue]: Colour): boolean => Math.min(green, blue) > 150 && red < 70;

/** The viewer begins with the highest slice. */
const showSlice = (slice: number): Promise<void> => scrollTo(tab.page, SLICES - 1 - slice);

test("a segmentation is drawn at its voxels, in its own colours", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("DERIVED SEG"));
  await frameAddresses(page);
  await openOverlay(page, "Boxes");
  await showSlice(17);
  for (const [segment, isSo] of [
    [liver, isRed],
    [kidney, isGreen],
  ] as const) {
    const [[left, right], [top, bottom]] = [segment.columns, segment.rows];
    const place = await boxOfVoxels(page, [left - 0.5, right + 0.5], [top - 0.5, bottom + 0.5], 17);
    await expect.poll(async () => distance(await boxOfColour(viewport(page), isSo), place)).toBeLessThan(CLOSE);
  }
  await page.locator("[data-cy=panelSegmentation-btn]").click();
  await page.getByText("Liver", { exact: true }).waitFor();
  await page.getByText("Kidney", { exact: true }).waitFor();
  await keepScreenshot(page, "segments");
  await showSlice(19);
  await expect.poll(() => boxOfColour(viewport(page), isRed)).toBeUndefined();
  expect(await boxOfColour(viewport(page), isGreen)).toBeDefined();
  await expectClean(tab);
});

test("a segmentation drawn by hand and saved is the same after a reload", { timeout: 240_000 }, async () => {
  const { page } = tab;
  const study = `StudyInstanceUIDs=${studyUid("DERIVED DRAWN")}`;
  await page.goto(`${inject("stack").url}/segmentation?${study}`);
  await frameAddresses(page);
  await page.locator("[data-cy=addSegmentation]").click();
  await page.locator("[data-cy=Brush-btn]").click();
  for (const [slice, bend] of [
    [16, -1],
    [15, 0],
    [14, 1],
  ] as const) {
    const before = imagesOf(await labelledVoxels(page)).size;
    await showSlice(slice);
    await drawStroke(page, bend);
    await expect.poll(async () => imagesOf(await labelledVoxels(page)).size).toBe(before + 1);
  }
  const drawn = await labelledVoxels(page);
  const [stored] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    saveSegmentation(page, "By hand"),
  ]);
  expect(stored.status()).toBe(200);
  const answer = (await stored.json()) as StoreAnswer;
  expect(answer["00081199"].Value[0]["00081150"].Value[0]).toBe(LABEL_MAP_SEGMENTATION);

  await page.reload();
  await frameAddresses(page);
  expect(await labelledVoxels(page)).toEqual([]);
  await openOverlay(page, "By hand");
  // Slices come one after the other.
  await expect.poll(async () => dice(drawn, await labelledVoxels(page))).toBeGreaterThanOrEqual(0.99);
  await keepScreenshot(page, "segments-drawn");
  await expectClean(tab);
});

test("the contours of a structure set are drawn in place, and its names are listed", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("DERIVED RT"));
  await frameAddresses(page);
  await openOverlay(page, "Structures");
  await showSlice(18);
  for (const [index, isSo] of [isRed, isCyan].entries()) {
    const { columns = [0, 0], rows = [0, 0] } = structures[index] ?? {};
    const place = await boxOfVoxels(page, columns, rows, 18);
    await expect.poll(async () => distance(await boxOfColour(viewport(page), isSo), place)).toBeLessThan(CLOSE);
    // A line, not an area.
    expect(await shareOfScreen(viewport(page), isSo)).toBeLessThan(0.01);
  }
  await page.locator("[data-cy=panelSegmentation-btn]").click();
  for (const { name } of structures) await page.getByText(name, { exact: true }).waitFor();
  await keepScreenshot(page, "structures");
  await showSlice(14);
  await expect.poll(() => boxOfColour(viewport(page), isCyan)).toBeUndefined();
  expect(await boxOfColour(viewport(page), isRed)).toBeDefined();
  await expectClean(tab);
});

test("a presentation state is not applied, and the viewer says so", async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("DERIVED PR"));
  await page.getByText(`${texts["viewer.unsupported.title"]}: PR Bone window`).waitFor();
  await page.getByText(texts["viewer.unsupported"]).waitFor();
  expect(await frameAddresses(page)).toHaveLength(SLICES);
  await showSlice(16);
  await keepScreenshot(page, "presentation-state");
  await page.locator("[data-cy=study-browser-thumbnail-no-image]").filter({ hasText: "Bone window" }).dblclick();
  await page.getByText("could not be added to the viewport").waitFor();
  expect(await shareOfScreen(viewport(page), ([red, green, blue]) => Math.min(red, green, blue) > 60)).toBeGreaterThan(
    0.2,
  );
  await expectClean(tab);
});

test("a CT series is rendered as a volume next to its planes", { timeout: 240_000 }, async () => {
  const { page } = tab;
  await openStudy(tab, studyUid("DERIVED 3D"));
  await frameAddresses(page);
  // Slices are gray; the volume has the colours of its preset.
  const isBone = ([red, , blue]: Colour): boolean => red > 60 && red > blue + 20;
  expect(await shareOfScreen(viewport(page), isBone)).toBe(0);
  await page.locator("[data-cy=Layout]").click();
  await page.getByText("3D four up", { exact: true }).first().click();
  await expect.poll(() => page.locator("canvas.cornerstone-canvas").count()).toBe(4);
  const volume = page.locator("canvas.cornerstone-canvas").nth(1);
  await expect.poll(() => shareOfScreen(volume, isBone), MORE_PATIENCE).toBeGreaterThan(0.2);
  const { width = NaN, height = NaN } = (await volume.boundingBox()) ?? {};
  const [left, top, right, bottom] = (await boxOfColour(volume, isBone)) ?? [0, 0, 0, 0];
  // The skull from the front: 0.75 by 0.92 half volumes, in the middle.
  expect(((right - left) * width) / ((bottom - top) * height)).toBeCloseTo(0.75 / 0.92, 1);
  expect((left + right) / 2).toBeCloseTo(0.5, 1);
  expect((top + bottom) / 2).toBeCloseTo(0.5, 1);
  await keepScreenshot(page, "volume");
  await expectClean(tab);
});
