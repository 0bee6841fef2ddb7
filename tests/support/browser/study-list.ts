import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { TestBrowser } from "../browser";
import { dismissNotices } from "./pages";
import { giveSession } from "./session";

/** The study list in a tab of its own, wide enough for all columns if nothing else is said, with its searches. */
export async function openList(
  browser: TestBrowser,
  url: string,
  cookie: string,
  address: string,
  viewport = { width: 1920, height: 1080 },
): Promise<{ page: Page; searches: URLSearchParams[] }> {
  const tab = await browser.open(url, { viewport });
  await giveSession(tab.context, url, cookie);
  await dismissNotices(tab.page);
  const searches: URLSearchParams[] = [];
  tab.page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === "/pacs/studies") searches.push(searchParams);
  });
  await tab.page.goto(`${url}/${address}`);
  return { page: tab.page, searches };
}

export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** Waits until the page of the list is shown that the line beside the buttons names. */
export async function untilPage(page: Page, line: string): Promise<void> {
  await expect.poll(() => button(page, "Rows per page").innerText()).toBe(line);
}

/**
 * A column of the rows, counted from 0; the first two rows are the head and the filters. It is read in one step: if the
 * rows were found first and read then, those that leave the list in between would be waited for.
 */
export async function cells(page: Page, column: number): Promise<string[]> {
  return page
    .getByRole("row")
    .evaluateAll(
      (rows, at) => rows.slice(2).map((row) => row.querySelectorAll("td")[at]?.textContent.trim() ?? ""),
      column,
    );
}

/** The patient IDs of the rows. */
export async function mrns(page: Page): Promise<string[]> {
  return cells(page, 1);
}

const number = (count: number): string => count.toLocaleString("en");

/** The patient IDs of all pages of 100, from the first page by Next to the last. */
export async function allMrns(page: Page, studies: number): Promise<string[]> {
  const listed: string[] = [];
  for (let first = 1; first <= studies; first += 100) {
    await untilPage(page, `${number(first)}-${number(first + 99)} of ${number(studies)}`);
    listed.push(...(await mrns(page)));
    if (first + 100 <= studies) await button(page, "Next page").click();
  }
  expect(await button(page, "Next page").isDisabled()).toBe(true);
  return listed;
}
