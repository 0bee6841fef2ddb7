import type { BrowserContext, Page } from "playwright-core";
import { until } from "../docker";
import type { TestBrowser, WatchedTab } from "../browser";

/** Gives a tab the cookie of a session, in place of the one that it has. */
export async function giveSession(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Lax" }]);
}

/** A tab in a session. */
export async function tabOf(browser: TestBrowser, url: string, cookie: string): Promise<WatchedTab> {
  const tab = await browser.open(url);
  await giveSession(tab.context, url, cookie);
  return tab;
}

/**
 * Logs the tab's session out as another program would: the tab keeps its cookie and knows nothing of it.
 *
 * @throws if there was no session to end
 */
export async function endSession(tab: WatchedTab, url: string): Promise<void> {
  const cookies = (await tab.context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { Origin: url, Cookie: cookies };
  const answer = await fetch(`${url}/logout`, { method: "POST", redirect: "manual", headers });
  if (answer.status !== 303) throw new Error(`the logout was answered with ${answer.status}`);
}

/** What the tab must not do. That the browser logs an answer of 401 is no complaint where a session has ended. */
export function complaintsBut401(tab: WatchedTab): readonly string[] {
  return tab.complaints().filter((text) => !text.includes("status of 401"));
}

/** Waits until the page has sent no request for a second and a half: the viewer has loaded ahead what it wants. */
export async function untilQuiet(page: Page): Promise<void> {
  let last = Date.now();
  const note = (): void => {
    last = Date.now();
  };
  page.on("request", note);
  await until("no more requests", () => Promise.resolve(Date.now() - last > 1500 ? true : undefined));
  page.off("request", note);
}
