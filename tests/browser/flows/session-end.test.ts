import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { deleteStudy } from "./archive";
import { drawLength, measurements, openReport, saveReport, type Measurement } from "../../support/browser/measuring";
import { confirmNotice, dismissNotices, keepScreenshot, logIn } from "../../support/browser/pages";
import { complaintsBut401, endSession, untilQuiet } from "../../support/browser/session";
import { storeInstances } from "./store";
import { frameAddresses, scrollTo, untilShown } from "../../support/browser/viewport";

const stack = inject("stack");
const { url, adminName } = stack;
const patientId = "session-end";
const { studyUid, files } = phantomSeries({
  name: "session end",
  slices: 40,
  rows: 128,
  columns: 128,
  patientName: "Phantom^Session",
  patientId,
});

/** The numeric values (0040,A30A) of the study's structured reports, as the archive has them. */
async function reportedNumbers(tab: WatchedTab): Promise<readonly number[]> {
  const found = await tab.context.request.get(`${url}/pacs/studies/${studyUid}/series?Modality=SR`);
  if (found.status() !== 200) return [];
  const [series] = (await found.json()) as { "0020000E": { Value: [string] } }[];
  const path = `${url}/pacs/studies/${studyUid}/series/${series?.["0020000E"].Value[0] ?? ""}/metadata`;
  const text = await (await tab.context.request.get(path)).text();
  return [...text.matchAll(/"0040A30A"\s*:\s*\{[^}]*?\[\s*"?([\d.]+)/g)].map((match) => Number(match[1]));
}

// One study open in one tab, whose session ends again and again.
describe("the end of a session over an open study", () => {
  let browser: TestBrowser;
  let tab: WatchedTab;
  let drawn: readonly Measurement[];

  const layer = () => tab.page.getByRole("dialog", { name: texts["session.title"] });

  beforeAll(async () => {
    const [started] = await Promise.all([
      startBrowser(),
      resetAdmin(stack).then((first) => spendFirstPassword(stack, first)),
    ]);
    browser = started;
    tab = await browser.open(url);
    await tab.page.goto(url);
    await logIn(tab.page, adminName, ADMIN_PASSWORD);
    await confirmNotice(tab.page);
    await dismissNotices(tab.page);
    await tab.page.getByText("Study List").waitFor();
    await storeInstances(
      tab.context,
      url,
      [...files()].map((bytes) => ({ bytes })),
    );
    await tab.page.goto(`${url}/viewer?StudyInstanceUIDs=${studyUid}`);
    expect(await frameAddresses(tab.page)).toHaveLength(40);
    await scrollTo(tab.page, 10);
    await drawLength(tab.page);
    drawn = await measurements(tab.page);
  });
  afterAll(async () => {
    await deleteStudy(tab.context, url, patientId, studyUid);
    await browser.close();
  });

  test("a login layer opens with the next slice, reports a wrong password, and can't be closed", async () => {
    const { page } = tab;
    expect(drawn).toHaveLength(1);
    await endSession(tab, url);
    await page.evaluate(() => window.cornerstone?.cache.purgeCache());
    await page.locator("canvas.cornerstone-canvas").first().hover();
    await page.mouse.wheel(0, 100);
    await layer().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(await layer().getByLabel(texts["login.user"]).inputValue()).toBe(adminName);

    await layer().getByLabel(texts["login.password"]).fill("not the password");
    await page.keyboard.press("Enter");
    await layer().getByRole("alert").getByText(texts["login.error.wrong"]).waitFor();
    await keepScreenshot(page, "session-end");
  });

  test("the slice and the measurement are still there after a login in the layer", async () => {
    const { page } = tab;
    await layer().getByLabel(texts["login.password"]).fill(ADMIN_PASSWORD);
    await layer().getByRole("button", { name: texts["login.submit"] }).click();
    await layer().waitFor({ state: "hidden" });
    await untilShown(page, 11);
    expect(await measurements(page)).toEqual(drawn);
    expect(complaintsBut401(tab)).toEqual([]);
  });

  test("a report saved after the session's end is stored once another tab has logged in", async () => {
    const { page } = tab;
    await openReport(page);
    await untilQuiet(page);
    await endSession(tab, url);
    await saveReport(page);
    await layer().waitFor();

    const other = await tab.context.newPage();
    await other.goto(`${url}/login`);
    await logIn(other, adminName, ADMIN_PASSWORD);
    await other.getByText("Study List").waitFor();
    await layer().waitFor({ state: "hidden" });
    await other.close();

    await expect.poll(() => reportedNumbers(tab)).toHaveLength(1);
    const [length] = await reportedNumbers(tab);
    expect(`${length?.toFixed(1)} mm`).toBe(drawn[0]?.displayText.primary[0]);
    expect(new URL(page.url()).pathname).toBe("/viewer");
    expect(complaintsBut401(tab)).toEqual([]);
  });
});
