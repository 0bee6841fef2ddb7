import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { resetAdmin, spendFirstPassword } from "../../support/forms";

const stack = inject("stack");
const { url } = stack;
const EXPLORER = `${url}/pacs-admin/app/explorer.html`;

let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  const session = await spendFirstPassword(stack, await resetAdmin(stack));
  tab = await browser.open(url);
  const [name = "", value = ""] = session.split("=");
  await tab.context.addCookies([{ name, value, url }]);
});

afterAll(async () => {
  await browser.close();
});

// If another version of Orthanc brings other code in its page, this fails before the page does.
test("Explorer's page has only the scripts that its policy allows by hash", async () => {
  const answer = await tab.context.request.get(EXPLORER);
  const page = await answer.text();
  const handlers = [...page.matchAll(/<[^>]*\son\w+\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  const hashes = handlers.map(([, double = "", single = ""]) => {
    return `sha256-${createHash("sha256")
      .update(double + single)
      .digest("base64")}`;
  });
  const policy = answer.headers()["content-security-policy"] ?? "";
  const named = /script-src-attr ([^;]*)/.exec(policy)?.[1] ?? "";
  expect(new Set(named.match(/sha256-[^']+/g))).toEqual(new Set(hashes));
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toContain("'");
  expect(page.match(/<script(?![^>]*\ssrc=)|javascript:|<style/g)).toBeNull();
});

test.each([
  "/pacs/studies",
  "../../pacs/studies",
  "//pacs/studies",
  "%2Fpacs%2Fstudies",
  "/pacs-admin/studies?expand&since=0&limit=10",
  "/account",
  "no-such-page",
  "study?uuid=../../pacs/studies",
  "<img src=x onerror=alert(1)>",
  "lookup&ui-state=dialog/pacs/studies",
])("Explorer loads nothing from the fragment %s, at the start or later", async (fragment) => {
  const asked: string[] = [];
  const note = (request: { url: () => string }): void => {
    if (!/\/pacs-admin\/(app|plugins|system)/.test(request.url())) asked.push(request.url());
  };
  const { page } = tab;
  await page.goto("about:blank");
  page.on("request", note);
  await page.goto(`${EXPLORER}#${fragment}`);
  await page.locator("#lookup.ui-page-active").waitFor();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
  await page.waitForFunction(() => location.hash === "" || location.hash === "#lookup");
  await page.locator("#lookup.ui-page-active").waitFor();
  page.off("request", note);
  expect(asked).toEqual([]);
  expect(tab.complaints()).toEqual([]);
});
