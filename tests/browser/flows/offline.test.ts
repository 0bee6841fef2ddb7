import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { docker, until } from "../../support/docker";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { deleteStudy } from "./archive";
import { dismissNotices, keepScreenshot, logIn } from "../../support/browser/pages";
import { storeInstances } from "./store";
import { frameAddresses } from "../../support/browser/viewport";

const stack = inject("stack");
const { url, adminName } = stack;
const patientId = "offline";
const { studyUid, files } = phantomSeries({
  name: "offline",
  slices: 24,
  rows: 96,
  columns: 96,
  patientName: "Phantom^Offline",
  patientId,
});

/** What browsers have reported to the gateway; also violations in workers, which the page does not see. */
async function reported(): Promise<readonly string[]> {
  const { stdout, stderr } = await docker("logs", `${stack.project}-gateway-1`);
  return (stdout + stderr).split("\n").filter((line) => line.includes('"message":"csp-violation"'));
}

/** Requests to another host, also those that the policy stopped. */
const foreign = (tab: WatchedTab): readonly string[] =>
  tab.complaints().filter((text) => /^(foreign|policy): /.test(text));

describe("no request leaves the origin", () => {
  let browser: TestBrowser;
  let tab: WatchedTab;
  let earlier: number;

  beforeAll(async () => {
    const [started] = await Promise.all([
      startBrowser(),
      resetAdmin(stack).then((first) => spendFirstPassword(stack, first)),
    ]);
    browser = started;
    earlier = (await reported()).length;
    tab = await browser.open(url);
    await dismissNotices(tab.page);
    await tab.page.goto(url);
    await logIn(tab.page, adminName, ADMIN_PASSWORD);
    await tab.page.getByText("Study List").waitFor();
    const instances = [...files()].map((bytes) => ({ bytes }));
    await storeInstances(tab.context, url, instances);
  });

  afterAll(async () => {
    // The other tests of this stack start with an empty archive.
    await deleteStudy(tab.context, url, patientId, studyUid);
    await browser.close();
  });

  test("no request leaves the origin in segmentation mode, which offers no tool that needs another host", async () => {
    const { page } = tab;
    await page.goto(`${url}/segmentation?StudyInstanceUIDs=${studyUid}`);
    await frameAddresses(page);
    await page.locator("[data-cy=addSegmentation]").click();
    await page.locator("[data-cy=SegmentBidirectional-btn]").waitFor();
    for (const hidden of ["LabelmapSlicePropagation", "MarkerLabelmap", "InterpolateLabelmap"])
      expect.soft(await page.locator(`[data-cy^=${hidden}]`).count(), hidden).toBe(0);

    await page.locator("[data-cy=Brush-btn]").click();
    const box = await page.locator("canvas.cornerstone-canvas").first().boundingBox();
    if (box === null) throw new Error("no viewport");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 30, { steps: 5 });
    await page.mouse.up();
    // Keys of the tools that are not there, and of the preview.
    for (const key of ["n", "Enter", "Escape"]) await page.keyboard.press(key);
    await page.waitForTimeout(1000);
    await keepScreenshot(page, "segmentation");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(tab.complaints()).toEqual([]);
  });

  test.each(["viewer", "basic", "tmtv", "microscopy", "dynamic-volume", "usAnnotation"])(
    "no request leaves the origin in mode %s, whether or not it can show the study",
    async (mode) => {
      const { page } = tab;
      await page.goto(`${url}/${mode}?StudyInstanceUIDs=${studyUid}`, { waitUntil: "networkidle" });
      await page.waitForTimeout(1000);
      expect(foreign(tab)).toEqual([]);
    },
  );

  test("no request leaves the origin in the planes of a volume", async () => {
    const { page } = tab;
    await page.goto(`${url}/viewer?StudyInstanceUIDs=${studyUid}&hangingProtocolId=mpr`);
    await page.waitForFunction(() => document.querySelectorAll("canvas.cornerstone-canvas").length === 3);
    await page.waitForLoadState("networkidle");
    expect(foreign(tab)).toEqual([]);
  });

  test("no policy violation is reported except the one provoked", async () => {
    expect((await reported()).slice(earlier)).toEqual([]);
    await tab.page.evaluate(() => fetch("https://example.com/model.onnx?name=Doe").catch(() => undefined));
    const [line] = await until("a report in the log", async () => {
      const lines = (await reported()).slice(earlier);
      return lines.length > 0 ? lines : undefined;
    });
    expect(line).toContain('"directive":"connect-src"');
    expect(line).toContain("example.com");
    expect(line).not.toMatch(/Doe|onnx/);
    // The page tells of it on a way of its own.
    await expect.poll(() => foreign(tab)).not.toEqual([]);
  });
});
