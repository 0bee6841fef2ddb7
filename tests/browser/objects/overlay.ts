/**
 * What lies over the head's images, segments and contours: opened from the study's list, and where on the screen it is.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import { untilDrawn } from "../../support/browser/viewport";
import { centreOf, HEAD } from "../../support/objects/head-ct";
import { pixelsOnScreen, type Colour } from "../../support/browser/viewer";

/** Left, top, right and bottom, as fractions of a viewport's width and height. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export function viewport(page: Page): Locator {
  return page.locator("canvas.cornerstone-canvas").first();
}

/**
 * Opens a series that is drawn over another one, and agrees that it is loaded. OHIF then replaces the viewport by one that
 * stands where the old one stood, so that whatever is done to the old one is lost: waits for the new one's image.
 */
export async function openOverlay(page: Page, description: string): Promise<void> {
  await page.locator("[data-cy=study-browser-thumbnail-no-image]").filter({ hasText: description }).dblclick();
  const load = page.locator("[data-cy=yes-hydrate-btn]");
  await load.waitFor();
  const preview = await page.evaluateHandle(
    () => window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0]?.element,
  );
  await load.click();
  await page.waitForFunction((before) => {
    const shown = window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0];
    return shown !== undefined && shown.element !== before && shown.csImage !== undefined;
  }, preview);
  await untilDrawn(page);
}

/** The smallest box around the pixels of a colour; nothing where there are none. */
export async function boxOfColour(part: Locator, isSo: (colour: Colour) => boolean): Promise<Box | undefined> {
  const pixels = await pixelsOnScreen(part, isSo);
  if (pixels.length === 0) return undefined;
  const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
  const least = (values: number[]): number => values.reduce((one, other) => Math.min(one, other));
  const most = (values: number[]): number => values.reduce((one, other) => Math.max(one, other));
  return [least(xs), least(ys), most(xs), most(ys)];
}

/** Where the rectangle between two places of a slice (columns and rows, from voxel centres) is on the screen. */
export async function boxOfVoxels(
  page: Page,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
  slice: number,
  grid = HEAD,
): Promise<Box> {
  const from = centreOf(left, top, slice, grid);
  const to = centreOf(right, bottom, slice, grid);
  return page.evaluate(
    ([first, last]) => {
      const shown = window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0];
      if (shown === undefined) throw new Error("There is no viewport");
      const { clientWidth, clientHeight } = shown.canvas;
      const [[x, y], [toX, toY]] = [shown.worldToCanvas(first), shown.worldToCanvas(last)];
      return [x / clientWidth, y / clientHeight, toX / clientWidth, toY / clientHeight] as const;
    },
    [from, to] as const,
  );
}

/** The largest distance between the sides of two boxes. */
export function distance(one: Box | undefined, other: Box): number {
  return Math.max(...other.map((side, index) => Math.abs(side - (one?.[index] ?? Infinity))));
}
