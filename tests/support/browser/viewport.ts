/**
 * What OHIF's first viewport shows, compared with pictures that the archive renders.
 *
 * @module
 */
import { PNG } from "pngjs";
import type { Page } from "playwright-core";

/** Gray values, row by row. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Where an image's pixel centres lie on the screen: `origin + column * right + row * down`, in CSS pixels. */
interface ImageGrid {
  readonly columns: number;
  readonly rows: number;
  readonly origin: readonly [number, number];
  readonly right: readonly [number, number];
  readonly down: readonly [number, number];
}

/** The part of cornerstone that OHIF leaves on `window`, as far as it is used here. */
interface StackViewport {
  readonly canvas: HTMLCanvasElement;
  readonly element: HTMLDivElement;
  readonly csImage?: { readonly imageId: string; readonly columns: number; readonly rows: number };
  getImageIds(): string[];
  getCurrentImageIdIndex(): number;
  setImageIdIndex(index: number): Promise<string>;
  getImageData(): { readonly imageData: { indexToWorld(index: [number, number, number]): number[] } };
  worldToCanvas(point: number[]): [number, number];
}
interface Cornerstone {
  getRenderingEngines(): { getViewports(): StackViewport[] }[];
  readonly cache: { purgeCache(): void };
}
declare global {
  interface Window {
    cornerstone?: Cornerstone;
  }
}

/** Waits until the viewport shows an image, and gives the series' frames in order (`/pacs/studies/.../frames/1`). */
export async function frameAddresses(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => {
    const viewport = window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0];
    return viewport?.csImage !== undefined;
  });
  const ids = await page.evaluate(() => window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0]?.getImageIds());
  return (ids ?? []).map((id) => id.replace(/^wadors:/, ""));
}

/** Scrolls as a person does: near the slice at once, the last three by the mouse wheel. Waits until it is shown. */
export async function scrollTo(page: Page, index: number): Promise<void> {
  await page.evaluate(
    (near) => window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0]?.setImageIdIndex(near),
    index - 3,
  );
  await untilShown(page, index - 3);
  const canvas = page.locator("canvas.cornerstone-canvas").first();
  await canvas.hover();
  for (let slice = index - 2; slice <= index; slice += 1) {
    await page.mouse.wheel(0, 100);
    await untilShown(page, slice);
  }
}

/** Waits until the viewport shows a slice, drawn. */
export async function untilShown(page: Page, index: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const viewport = window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0];
    return (
      viewport?.getCurrentImageIdIndex() === wanted && viewport.csImage?.imageId === viewport.getImageIds()[wanted]
    );
  }, index);
  await untilDrawn(page);
}

/** Two frames on, what was drawn is on the screen. */
export async function untilDrawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The screen's pixels of the viewport at the centres of the image's pixels, overlays hidden. */
export async function viewportOnImageGrid(page: Page): Promise<GrayImage> {
  const grid = await imageGrid(page);
  const style = await page.addStyleTag({
    content: "* { visibility: hidden !important } canvas.cornerstone-canvas { visibility: visible !important }",
  });
  const screen = PNG.sync.read(await page.screenshot());
  await style.evaluate((element) => {
    (element as HTMLStyleElement).remove();
  });
  const values = new Float64Array(grid.columns * grid.rows);
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      const x = grid.origin[0] + column * grid.right[0] + row * grid.down[0];
      const y = grid.origin[1] + column * grid.right[1] + row * grid.down[1];
      values[row * grid.columns + column] = screen.data[4 * (Math.floor(y) * screen.width + Math.floor(x))] ?? 0;
    }
  }
  return { width: grid.columns, height: grid.rows, values };
}

async function imageGrid(page: Page): Promise<ImageGrid> {
  const grid = await page.evaluate(() => {
    const viewport = window.cornerstone?.getRenderingEngines()[0]?.getViewports()[0];
    const image = viewport?.csImage;
    if (viewport === undefined || image === undefined) return undefined;
    const box = viewport.canvas.getBoundingClientRect();
    const { imageData } = viewport.getImageData();
    const onScreen = (column: number, row: number): [number, number] => {
      // Not cornerstone's imageToWorldCoords: it takes one pixel spacing for the other.
      const [x, y] = viewport.worldToCanvas(imageData.indexToWorld([column, row, 0]));
      return [box.x + x, box.y + y];
    };
    const [origin, right, down] = [onScreen(0, 0), onScreen(1, 0), onScreen(0, 1)];
    return {
      columns: image.columns,
      rows: image.rows,
      origin,
      right: [right[0] - origin[0], right[1] - origin[1]] as const,
      down: [down[0] - origin[0], down[1] - origin[1]] as const,
    };
  });
  if (grid === undefined) throw new Error("The viewport shows no image");
  return grid;
}

/** The archive's own rendering of a frame's instance (PS3.18, 10.4.1.1.2), decoded by the browser. */
export async function renderedByArchive(page: Page, frameAddress: string): Promise<GrayImage> {
  const address = frameAddress.replace(/\/frames\/1$/, "/rendered");
  const image = await page.evaluate(async (url) => {
    const answer = await fetch(url, { headers: { Accept: "image/png" } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const bitmap = await createImageBitmap(await answer.blob());
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    if (drawing === null) throw new Error("no canvas");
    drawing.drawImage(bitmap, 0, 0);
    const { data } = drawing.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width: bitmap.width, height: bitmap.height, values: [...data.filter((_, index) => index % 4 === 0)] };
  }, address);
  return { ...image, values: Float64Array.from(image.values) };
}

/** Pearson's correlation of two pictures of one size, from -1 to 1. */
export function correlation(one: GrayImage, other: GrayImage): number {
  if (one.width !== other.width || one.height !== other.height) {
    throw new Error(`${one.width} x ${one.height} against ${other.width} x ${other.height}`);
  }
  const [meanOne, meanOther] = [mean(one.values), mean(other.values)];
  let [both, squaresOne, squaresOther] = [0, 0, 0];
  for (let index = 0; index < one.values.length; index += 1) {
    const x = (one.values[index] ?? 0) - meanOne;
    const y = (other.values[index] ?? 0) - meanOther;
    both += x * y;
    squaresOne += x * x;
    squaresOther += y * y;
  }
  return both / Math.sqrt(squaresOne * squaresOther);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
