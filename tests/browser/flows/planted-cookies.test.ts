import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { logIn } from "../../support/browser/pages";

const stack = inject("stack");
const { url } = stack;

let browser: TestBrowser;
let tab: WatchedTab;
let attacker: Server;
/** Another port of the gateway's host: cookies are for a host, whatever its port (RFC 6265, section 8.5). */
let foreign: string;

beforeAll(async () => {
  attacker = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>Foreign</title>");
  });
  await new Promise<void>((listening) => attacker.listen(0, "127.0.0.1", listening));
  foreign = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`;
  browser = await startBrowser();
  await spendFirstPassword(stack, await resetAdmin(stack));
  tab = await browser.open(url);
  await tab.page.goto(`${url}/login?to=/account`);
  await logIn(tab.page, stack.adminName, ADMIN_PASSWORD);
  await tab.page.waitForURL(`${url}/account`);
});

afterAll(async () => {
  await browser.close();
  attacker.close();
});

/** What a script can write into a cookie's value, and servers have taken for the end of one. */
const SEPARATORS = [
  " ",
  "\t",
  ", ",
  ",",
  "  ",
  "\t \t",
  '" ',
  "&",
  "|",
  "\u00a0",
  "\u2003",
  "\u200b",
  "\u3000",
  "\ufeff",
  "%3B ",
  "\uff1b",
];

test("a cookie planted by another port of this host is no session and ends none", async () => {
  const page = await tab.context.newPage();
  await page.goto(foreign);
  for (const separator of SEPARATORS) {
    const planted = `planted=1${separator}collimator-local=${"P".repeat(43)}`;
    const kept = await page.evaluate((text) => {
      document.cookie = `${text}; path=/`;
      return document.cookie;
    }, planted);
    expect(kept).toContain("planted=1");
    const answer = await tab.page.goto(`${url}/session`);
    expect([separator, answer?.status()]).toEqual([separator, 200]);
  }
  await tab.context.clearCookies({ name: "planted" });
  await page.close();
});
