/**
 * A study opened in OHIF, and what its screen shows.
 *
 * @module
 */
import { PNG } from "pngjs";
import type { Locator } from "playwright-core";
import { expect, inject } from "vitest";
import { dismissNotices } from "./pages";
import { tabOf } from "./session";
import type { TestBrowser, WatchedTab } from "../browser";

/** A tab in a session, the project's if nothing else is said. */
export async function openTab(browser: TestBrowser, cookie = inject("session")): Promise<WatchedTab> {
  const tab = await tabOf(browser, inject("stack").url, cookie);
  await dismissNotices(tab.page);
  return tab;
}

export async function openStudy({ page }: WatchedTab, studyUid: string, mode = "viewer"): Promise<void> {
  await page.goto(`${inject("stack").url}/${mode}?StudyInstanceUIDs=${studyUid}`);
}

/** No foreign request, no violation of the policy, no console error, and isolation, which volumes need. */
export async function expectClean({ page, complaints }: WatchedTab): Promise<void> {
  expect(complaints()).toEqual([]);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
}

/** Red, green and blue of a pixel. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The pixels of a part of the screen that are so, as fractions of its width and height. */
export async function pixelsOnScreen(part: Locator, isSo: (colour: Colour) => boolean): Promise<[number, number][]> {
  const { width, height, data } = PNG.sync.read(await part.screenshot());
  const found: [number, number][] = [];
  for (let index = 0; index < width * height; index += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * index, 4 * index + 3);
    if (isSo([red, green, blue])) found.push([(index % width) / width, Math.floor(index / width) / height]);
  }
  return found;
}

/** How much of a part of the screen is so, from 0 to 1. */
export async function shareOfScreen(part: Locator, isSo: (colour: Colour) => boolean): Promise<number> {
  const box = await part.boundingBox();
  if (box === null) throw new Error("It is not shown");
  return (await pixelsOnScreen(part, isSo)).length / (box.width * box.height);
}
