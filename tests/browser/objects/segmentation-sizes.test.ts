import { afterAll, beforeAll, expect, test } from "vitest";
import { uidOf } from "../../../scripts/lib/uid";
import { keepScreenshot } from "../../support/browser/pages";
import { frameAddresses } from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { seriesUid, studyUid } from "../../support/objects/elements";
import { type Grid, headCt } from "../../support/objects/head-ct";
import { segmentation, type Segment } from "../../support/objects/segmentation";
import { labelledVoxels } from "./labelmap";
import { type Box, boxOfColour, boxOfVoxels, distance, openOverlay, viewport } from "./overlay";
import { expectClean, openStudy, openTab, shareOfScreen, type Colour } from "../../support/browser/viewer";

const red: Segment = { label: "Red", lab: [53.24, 80.09, 67.2], columns: [8, 19], rows: [5, 14], slices: [0, 2] };
const green: Segment = { label: "Green", lab: [87.73, -86.18, 83.18], columns: [2, 5], rows: [2, 7], slices: [1, 3] };

/** One bit a voxel, and frames that are packed one behind the other (PS3.5, section 8.1.1). */
const GRIDS: readonly [string, Grid, readonly Segment[]][] = [
  [
    "frames that end within a byte",
    { slices: 4, rows: 21, columns: 31 },
    [
      { ...red, slices: [0, 1] },
      { ...green, slices: [1, 2] },
    ],
  ],
  ["such frames and a byte that pads them", { slices: 4, rows: 21, columns: 33 }, [red, { ...green, slices: [1, 1] }]],
  ["the size of an atlas of the brain", { slices: 4, rows: 217, columns: 181 }, [red]],
  ["frames of whole bytes and one that pads them", { slices: 4, rows: 24, columns: 31 }, [red]],
  ["one frame", { slices: 1, rows: 21, columns: 31 }, [{ ...red, slices: [0, 0] }]],
];
const nameOf = ({ slices, rows, columns }: Grid): string => `SIZES ${rows} ${columns} ${slices}`;

let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  for (const [, grid, segments] of GRIDS) {
    const study = nameOf(grid);
    await storeFiles([...headCt(study, grid).files(), segmentation(study, segments, grid)]);
  }
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

/** As `labelledVoxels` has them: those of the file that was stored. */
function storedVoxels(study: string, segments: readonly Segment[], { columns }: Grid): string[] {
  return segments.flatMap(({ slices, rows, columns: [left, right] }, index) => {
    const found: string[] = [];
    for (let slice = slices[0]; slice <= slices[1]; slice += 1) {
      for (let row = rows[0]; row <= rows[1]; row += 1) {
        for (let column = left; column <= right; column += 1) {
          found.push(`${uidOf(`${study} image ${slice}`)} ${row * columns + column} ${index + 1}`);
        }
      }
    }
    return found;
  });
}

const isRed = ([r, g, b]: Colour): boolean => r > 120 && r > 1.6 * Math.max(g, b);

test.each(GRIDS)("a segmentation of %s is drawn where its voxels are", async (_, grid, segments) => {
  const { page } = tab;
  const study = nameOf(grid);
  await openStudy(tab, studyUid(study));
  await frameAddresses(page);
  await openOverlay(page, "Boxes");
  const shown = async (): Promise<string[]> => {
    const voxels = await labelledVoxels(page);
    return voxels.map((voxel) => voxel.replace(/^.*\/instances\/([\d.]+)\/\S+/, "$1")).toSorted();
  };
  // Slices come one after the other.
  await expect.poll(shown).toEqual(storedVoxels(study, segments, grid).toSorted());

  const place = async (): Promise<Box> => boxOfVoxels(page, [7.5, 19.5], [4.5, 14.5], 0, grid);
  // The viewer begins with the highest slice, and goes by itself to the first one that has voxels, sooner or later.
  const shownOnLowest = async (): Promise<number> => {
    await page.evaluate(
      (index) => window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0]?.setImageIdIndex(index),
      grid.slices - 1,
    );
    return distance(await boxOfColour(viewport(page), isRed), await place());
  };
  await expect.poll(shownOnLowest).toBeLessThan(0.01);
  const [left, top, right, bottom] = await place();
  // Solid: none of it is missing, and nothing lies around it.
  expect((await shareOfScreen(viewport(page), isRed)) / ((right - left) * (bottom - top))).toBeCloseTo(1, 1);
  await keepScreenshot(page, `segmentation-${grid.rows}x${grid.columns}x${grid.slices}`);
  await expectClean(tab);
});

test("a segmentation whose voxels can't be loaded makes the viewport say so", async () => {
  const { page } = tab;
  const study = "SIZES 21 31 4";
  const voxels = new RegExp(`/series/${seriesUid({ study, series: "Boxes" })}/instances/[\\d.]+(/frames/\\d+)?$`);
  await page.route(voxels, (route) => route.fulfill({ status: 400, body: "" }));
  await openStudy(tab, studyUid(study));
  await frameAddresses(page);
  await page.locator("[data-cy=study-browser-thumbnail-no-image]").filter({ hasText: "Boxes" }).dblclick();
  await page.getByRole("alert").filter({ hasText: "SEG Boxes could not be loaded." }).waitFor();
  await expect.poll(() => page.getByText("Loading SEG").count()).toBe(0);
  await keepScreenshot(page, "segmentation-not-loaded");
  expect(await page.getByText("Something went wrong").count()).toBe(0);
});
