import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { overflow, violations } from "../../support/axe";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { chooseFiles, openUpload, untilSaid } from "../../support/browser/files";
import { endSession, giveSession, tabOf } from "../../support/browser/session";
import { resetAdmin, spendFirstPassword } from "../../support/forms";
import { makePerson, PASSWORD } from "../../support/people";
import { deleteStudy } from "./archive";

const stack = inject("stack");
const { url } = stack;
const patientId = "upload-interrupted";
const FEW = phantomSeries({ name: "upload interrupted", slices: 3, rows: 16, columns: 16, patientId });
const few = (): [string, Buffer][] => [...FEW.files()].map((content, n) => [`IM${n}.dcm`, content]);

let browser: TestBrowser;
let tab: WatchedTab;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
});
beforeEach(async () => {
  tab = await openUpload(browser, stack);
  ({ page } = tab);
});
afterEach(async () => {
  await tab.context.close();
});
afterAll(async () => {
  const { context } = await tabOf(browser, url, await spendFirstPassword(stack, await resetAdmin(stack)));
  await deleteStudy(context, url, patientId, FEW.studyUid);
  await browser.close();
});

describe("an upload that is interrupted", () => {
  const STORE = "**/pacs/studies";

  test("an upload whose session ends asks for the login, and goes on where it was", async () => {
    await page.getByText(texts["upload.choose"]).waitFor();
    await endSession(tab, url);
    await chooseFiles(page, few());
    const layer = page.getByRole("dialog", { name: texts["session.title"] });
    await layer.waitFor();
    await untilSaid(page, texts["upload.status.session"]);
    await layer.getByLabel(texts["login.password"]).fill(PASSWORD);
    await layer.getByRole("button", { name: texts["login.submit"] }).click();
    await untilSaid(page, "Done: 3 files stored.");
  });

  test("an upload waits while another account is logged in, and goes on under its own", async () => {
    await page.getByText(texts["upload.choose"]).waitFor();
    const own = await tab.context.cookies(url);
    await giveSession(tab.context, url, (await makePerson(stack, "uploader")).cookie);
    await chooseFiles(page, few());
    await page.getByRole("dialog").getByText(texts["session.other-account"]).waitFor();
    await untilSaid(page, texts["upload.status.session"]);
    await tab.context.addCookies(own);
    await untilSaid(page, "Done: 3 files stored.");
  });

  test("a busy archive is asked again after the seconds that it names", async () => {
    const sent: number[] = [];
    await page.route(STORE, async (route) => {
      sent.push(Date.now());
      if (sent.length > 1) return route.continue();
      const body = JSON.stringify({ reason: "archive-busy", detail: "Busy." });
      return route.fulfill({ status: 503, headers: { "Retry-After": "3" }, body });
    });
    await chooseFiles(page, few());
    await untilSaid(page, "The gateway answered 503: Busy.");
    await untilSaid(page, "Done: 3 files stored.");
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(2900);
  });

  test("an upload that is refused stops with the gateway's sentence, and goes on when a person says so", async () => {
    await page.route(
      STORE,
      (route) => route.fulfill({ status: 403, body: '{"reason":"role","detail":"Not allowed."}' }),
      {
        times: 1,
      },
    );
    await chooseFiles(page, few());
    await untilSaid(page, "The gateway answered 403: Not allowed. 0 files stored, 3 files left");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: texts["upload.go-on"] }).click();
    await untilSaid(page, "Done: 3 files stored.");
  });

  test("an upload under way shows its progress, asks before the page is left, and can be cancelled", async () => {
    // Never answered.
    await page.route(STORE, () => undefined);
    await chooseFiles(page, few());
    const sum = page.getByRole("progressbar", { name: texts["upload.progress"] });
    await sum.waitFor();
    await page.getByText(/^0 of 3 files/).waitFor();
    const current = page.getByRole("progressbar", { name: /^IM\d\.dcm$/ });
    await current.waitFor();
    expect(await current.count()).toBe(1);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await violations(page), await overflow(page)]).toEqual([width, [], 0]);
    }
    const asked = page.waitForEvent("dialog");
    void page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await page.getByRole("button", { name: texts["upload.cancel"] }).click();
    await untilSaid(page, "Cancelled: 0 files stored, 0 files not sent.");
    await untilSaid(page, "3 files had been sent without an answer, and may be stored.");
    expect(await sum.count()).toBe(0);
  });
});
