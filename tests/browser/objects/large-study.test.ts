import { afterAll, beforeAll, expect, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import {
  correlation,
  frameAddresses,
  renderedByArchive,
  scrollTo,
  viewportOnImageGrid,
} from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { expectClean, openStudy, openTab } from "../../support/browser/viewer";

const SLICES = 3000;
const long = phantomSeries({ name: "OBJECT LONG", slices: SLICES, rows: 16, columns: 16, patientName: "Objects^Long" });
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  [browser] = await Promise.all([startBrowser(), storeFiles([...long.files()])]);
  tab = await openTab(browser);
});
afterAll(async () => browser.close());

test(`a study of ${SLICES} instances opens within 30 s and shows the slice that is scrolled to`, async () => {
  const start = performance.now();
  await openStudy(tab, long.studyUid);
  const addresses = await frameAddresses(tab.page);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${SLICES} instances: the first picture after ${seconds.toFixed(1)} s`);
  expect(seconds).toBeLessThan(30);
  expect(new Set(addresses).size).toBe(SLICES);

  // Two thirds along, where the ellipsoids are; the last ones show nothing but air.
  const index = 2000;
  await scrollTo(tab.page, index);
  const rendered = await renderedByArchive(tab.page, addresses[index] ?? "");
  expect(correlation(await viewportOnImageGrid(tab.page), rendered)).toBeGreaterThan(0.9);
  await expectClean(tab);
});
