import type { Page } from "playwright-core";
import { expect } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { overflow, violations } from "../support/axe";
import { startBrowser, type TestBrowser, type WatchedTab } from "../support/browser";
import { PROVIDER_HOST } from "../support/oidc/lab";

/** A real browser that finds the lab's provider. */
export async function startChromium(): Promise<TestBrowser> {
  return startBrowser([`--host-resolver-rules=MAP ${PROVIDER_HOST} 127.0.0.1`]);
}

/** Opens a tab; the lab's authority is none of those that Chromium trusts. */
export async function openTab(browser: TestBrowser, url: string): Promise<WatchedTab> {
  return browser.open(url, { ignoreHTTPSErrors: true });
}

/** What the gateway's own pages did wrong: what is the provider's is not theirs. */
export function ownComplaints(tab: WatchedTab): string[] {
  return tab
    .complaints()
    .filter((text) => !text.startsWith("foreign: ") && !text.includes(`(https://${PROVIDER_HOST}`));
}

/** The link that leads to the provider. */
export const CONTINUE = texts["login.provider"].replace("{name}", "Lab login");

/** Says who it is, on the provider's page. */
export async function answerProvider(page: Page, sub: string): Promise<void> {
  await page.locator('input[name="login"]').fill(sub);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** Nothing against the page, nor sideways scrolling where it is narrow; and its picture. */
export async function expectGood(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 360, height: 900 });
  expect([name, await overflow(page)]).toEqual([name, 0]);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect([name, await violations(page), await overflow(page)]).toEqual([name, [], 0]);
  await page.screenshot({ path: `test-results/screenshots/sso-${name}.png`, animations: "disabled" });
}
