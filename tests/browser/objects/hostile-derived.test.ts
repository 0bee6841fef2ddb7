import { afterAll, beforeAll, test } from "vitest";
import { keepScreenshot } from "../../support/browser/pages";
import { frameAddresses } from "../../support/browser/viewport";
import { touch, watchScripts } from "../../support/browser/script-watch";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { headCt } from "../../support/objects/head-ct";
import { segmentation, type Segment } from "../../support/objects/segmentation";
import { structureSet } from "../../support/objects/structure-set";
import { PAYLOADS } from "../../support/payloads";
import { openOverlay } from "./overlay";
import { openStudy, openTab } from "../../support/browser/viewer";

/** What every text of the objects' own ends with, which shows that the page has come to the last of them. */
const LAST = "the last";
const TEXTS = [...PAYLOADS, LAST];
const SEGMENTS = "HOSTILE SEG";
const STRUCTURES = "HOSTILE RT";

/** Boxes beside each other: the viewer makes a volume for each segment that lies over another one. */
function boxOf(at: number): Pick<Segment, "columns" | "rows" | "slices"> {
  const [column, row] = [(at % 10) * 6, Math.floor(at / 10) * 8];
  return { columns: [column, column + 3], rows: [row, row + 3], slices: [16, 16] };
}

let browser: TestBrowser;
let tab: WatchedTab;
let expectNothingRan: () => void;

beforeAll(async () => {
  browser = await startBrowser();
  const segments = TEXTS.map((label, at) => ({ label, lab: [53.24, 80.09, 67.2], ...boxOf(at) }) as const);
  const structures = TEXTS.map((name, at) => ({ name, colour: [255, 0, 0], ...boxOf(at) }) as const);
  await storeFiles([...headCt(SEGMENTS).files(), segmentation(SEGMENTS, segments)]);
  await storeFiles([...headCt(STRUCTURES).files(), structureSet(STRUCTURES, structures)]);
  tab = await openTab(browser);
  ({ expectNothingRan } = await watchScripts(tab));
});
afterAll(async () => browser.close());

test.each([
  ["labels of segments", SEGMENTS, "Boxes"],
  ["names of structures", STRUCTURES, "Structures"],
])("the viewer shows %s as text", async (_, study, series) => {
  const { page } = tab;
  await openStudy(tab, studyUid(study));
  await frameAddresses(page);
  await openOverlay(page, series);
  await page.locator("[data-cy=panelSegmentation-btn]").click();
  const last = page.getByText(LAST).first();
  await last.waitFor({ state: "attached" });
  // The list may be drawn anew meanwhile.
  await last.evaluate((element) => element.scrollIntoView());
  await touch(page);
  await keepScreenshot(page, `hostile-${study.split(" ")[1]?.toLowerCase() ?? ""}`);
  expectNothingRan();
});
