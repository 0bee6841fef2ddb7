import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../ohif-config/texts/en.json";
import { phantomSeries } from "../../scripts/lib/phantom";
import { dismissNotices, keepScreenshot, logIn } from "../support/browser/pages";
import { frameAddresses } from "../support/browser/viewport";
import type { TestBrowser, WatchedTab } from "../support/browser";
import { collimator } from "../support/collimator";
import { ADMIN_PASSWORD } from "../support/forms";
import { forgetConfirmation } from "../support/invitations";
import { storeFiles } from "../support/multipart";
import { type CertifiedProvider, startCertifiedProvider } from "../support/oidc/certified-provider";
import { answerProvider, CONTINUE, expectGood, openTab, ownComplaints, startChromium } from "./chromium";
import { INVITE } from "../support/oidc/confirming";
import { ownSettings } from "../support/oidc/own-site";
import { RELYING } from "../support/oidc/relying";
import { newName } from "../support/people";
import { type SecondGateway, startSecondGateway } from "../support/second-gateway";

const stack = inject("stack");
const lab = inject("lab");
const { url } = stack;
let provider: CertifiedProvider;
/** With LOCAL_ACCOUNTS=admin. */
let strict: SecondGateway;
let browser: TestBrowser;

/** Makes somebody known to the provider. */
function known(name: string, groups: readonly string[], more: string = "Amélie Roth"): string {
  const sub = randomUUID();
  provider.know({ sub, preferred_username: name, name: more, groups });
  return sub;
}

const pathOf = (page: Page): string => page.url().slice(new URL(page.url()).origin.length);

/** Opens a page in a tab without a session, and looks at it. */
async function lookAt(address: string, name: string, look?: (page: Page) => Promise<void>): Promise<void> {
  const tab = await openTab(browser, url);
  await tab.page.goto(address);
  await look?.(tab.page);
  await expectGood(tab.page, name);
  // A page that refuses says so with its status, which the browser logs.
  expect(ownComplaints(tab).filter((text) => !/status of (400|401|403)/.test(text))).toEqual([]);
  await tab.context.close();
}

/** Logs somebody in by clicking, from a deep link on. */
async function enter(sub: string, to: string): Promise<WatchedTab> {
  const tab = await openTab(browser, url);
  const { page } = tab;
  await page.goto(url + to);
  await page.getByRole("link", { name: CONTINUE }).click();
  await answerProvider(page, sub);
  await page.waitForURL(url + to);
  return tab;
}

beforeAll(async () => {
  provider = await startCertifiedProvider(lab, { relying: { ...RELYING, publicUrl: url } });
  const settings = ownSettings(provider.issuer, { LOCAL_ACCOUNTS: "admin" });
  [browser, strict] = await Promise.all([
    startChromium(),
    startSecondGateway(stack, { settings, extraCa: lab.caFile }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await strict.stop();
  await provider.stop();
});

describe("axe-core on pages of single sign-on", () => {
  test("axe-core finds no problem on the login page, with its notice and its error", async () => {
    await lookAt(`${url}/login`, "login", async (page) => {
      await page.getByRole("link", { name: CONTINUE }).waitFor();
      await keepScreenshot(page, "login-single-sign-on");
    });
    await lookAt(`${url}/login?notice=logged-out`, "login-logged-out", async (page) => {
      await logIn(page, newName(), "wrong");
      await page.getByRole("alert").waitFor();
    });
  });

  test("axe-core finds no problem on the login page with LOCAL_ACCOUNTS=admin, its form folded or not", async () => {
    const there = `http://127.0.0.1:${strict.httpPort}/login`;
    await lookAt(there, "login-admin", async (page) => {
      expect(await page.getByLabel(texts["login.password"]).isVisible()).toBe(false);
    });
    await lookAt(there, "login-admin-open", async (page) => {
      await page.getByText(texts["login.break-in"]).click();
      await page.getByLabel(texts["login.password"]).waitFor();
    });
  });

  test("axe-core finds no problem on the page of a failed login and of one without a role", async () => {
    await lookAt(`${url}/oidc/callback?state=none&code=none`, "callback-failed");
    await lookAt(url, "no-role", async (page) => {
      await page.getByRole("link", { name: CONTINUE }).click();
      await answerProvider(page, known(newName(), ["kitchen"]));
      await page.getByText("no-role").waitFor();
    });
  });

  test("axe-core finds no problem on the account and person pages of a provider's person", async () => {
    const name = newName();
    const own = await enter(known(name, ["radiology", "modalities"]), "/account");
    await own.page.getByText(provider.issuer).waitFor();
    await own.page.getByText(texts["account.sessions.lead-provider"]).waitFor();
    expect(await own.page.getByText(texts["account.sessions.lead"]).count()).toBe(0);
    await expectGood(own.page, "account-of-provider");
    await own.page.goto(`${url}/password?to=%2Faccount`);
    await expectGood(own.page, "password-elsewhere");
    const admin = await openTab(browser, url);
    await admin.page.goto(`${url}/people/person?name=${name}`);
    await logIn(admin.page, stack.adminName, ADMIN_PASSWORD);
    await admin.page.getByText(provider.issuer).waitFor();
    await expectGood(admin.page, "person-of-provider");
    expect([...ownComplaints(own), ...ownComplaints(admin)].filter((text) => !text.includes("status of 403"))).toEqual(
      [],
    );
    await own.context.close();
    await admin.context.close();
  });
});

describe("single sign-on by clicking", () => {
  test("a deep link leads through the login to the study, which opens and continues after another login", async () => {
    const series = phantomSeries({ name: `Sso ${randomUUID()}`, slices: 2, rows: 64, columns: 64 });
    await storeFiles([...series.files()]);
    const name = newName();
    const sub = known(name, ["radiology"]);
    const tab = await openTab(browser, url);
    await dismissNotices(tab.page);
    const to = `/viewer?StudyInstanceUIDs=${series.studyUid}`;
    await tab.page.goto(url + to);
    expect(pathOf(tab.page)).toBe(`/login?to=${encodeURIComponent(to)}`);
    await tab.page.getByRole("link", { name: CONTINUE }).click();
    await answerProvider(tab.page, sub);
    await tab.page.waitForURL(url + to);
    const frames = await frameAddresses(tab.page);
    expect(frames).toHaveLength(2);
    expect(frames[0]).toContain(`/pacs/studies/${series.studyUid}/`);
    expect(ownComplaints(tab)).toEqual([]);

    // The session ends, and a login in another tab has the viewer go on.
    await collimator("session", "end", name, "--all");
    const [, other] = await Promise.all([
      tab.page.evaluate(() => void fetch("/pacs/studies?limit=1")),
      tab.context.waitForEvent("page"),
      tab.page.getByRole("link", { name: texts["session.other-way"] }).click(),
    ]);
    await other.getByRole("link", { name: CONTINUE }).click();
    await other.waitForURL(`${url}/account`);
    await tab.page.getByRole("dialog", { name: texts["session.title"] }).waitFor({ state: "hidden" });
    expect(ownComplaints(tab).filter((text) => !text.includes("status of 401"))).toEqual([]);
    await tab.context.close();
  });

  test("a form sent too late leads to the provider and back under the page's policy", async () => {
    const sub = known(newName(), ["pacs-admins"]);
    const tab = await enter(sub, "/account");
    const { page } = tab;
    await page.goto(url + INVITE);
    await answerProvider(page, sub);
    await page.waitForURL(url + INVITE);
    await page.getByLabel(texts["people-invite.name"], { exact: true }).fill(newName());
    const [cookie] = (await tab.context.cookies(url)).filter(({ name }) => name === "collimator-local");
    await forgetConfirmation(stack, `collimator-local=${cookie?.value ?? ""}`);
    // The page on the way stays where the way on is closed.
    await page.route("**/oidc/confirm?*", async (route) => route.fulfill({ status: 204 }));
    await page.getByRole("button", { name: texts["people-invite.submit"] }).click();
    await page.getByRole("heading", { name: texts["oidc.confirming.title"] }).waitFor();
    await expectGood(page, "confirming");
    await page.unrouteAll();
    await page.getByRole("link", { name: texts["oidc.onward"] }).click();
    await answerProvider(page, sub);
    await page.waitForURL(url + INVITE);
    expect(ownComplaints(tab)).toEqual([]);
    await tab.context.close();
  });

  test("a logout leads to the provider and back under the page's policy", async () => {
    for (const isHeldUp of [true, false]) {
      const tab = await enter(known(newName(), ["radiology"]), "/account");
      const { page } = tab;
      if (isHeldUp) await page.route("**/session/end?*", async (route) => route.fulfill({ status: 204 }));
      await page.getByRole("button", { name: texts["logout.submit"] }).click();
      if (isHeldUp) {
        await page.getByRole("heading", { name: texts["oidc.logout.title"] }).waitFor();
        await expectGood(page, "logout-onward");
        await page.unrouteAll();
        await page.getByRole("link", { name: texts["oidc.onward"] }).click();
      }
      await page.waitForURL(`${provider.issuer}/session/end?**`);
      await page.evaluate(() => {
        const [form] = document.forms;
        form?.insertAdjacentHTML("beforeend", '<input type="hidden" name="logout" value="yes">');
        form?.submit();
      });
      await page.waitForURL(`${url}/login?notice=logged-out`);
      await page.getByText(texts["login.notice.logged-out"]).waitFor();
      expect(ownComplaints(tab)).toEqual([]);
      await page.goto(`${url}/account`);
      expect(pathOf(page)).toBe("/login?to=%2Faccount");
      await tab.context.close();
    }
  });
});
