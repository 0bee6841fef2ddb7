import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { invitee } from "../../support/invitations";
import { PASSWORD } from "../../support/people";
import { dismissNotices, logIn } from "../../support/browser/pages";

const stack = inject("stack");
const { url, adminName } = stack;

let browser: TestBrowser;

beforeAll(async () => {
  const first = resetAdmin(stack).then((given) => spendFirstPassword(stack, given));
  [browser] = await Promise.all([startBrowser(), first]);
});

afterAll(async () => {
  await browser.close();
});

describe("the account menu over the viewer", () => {
  const menuOf = async (tab: WatchedTab, user: string, password: string): Promise<Locator> => {
    await dismissNotices(tab.page);
    await tab.page.goto(url);
    const asked = tab.page.waitForResponse((answer) => new URL(answer.url()).pathname === "/session");
    await logIn(tab.page, user, password);
    await asked;
    const shown = tab.page.waitForResponse((answer) => new URL(answer.url()).pathname === "/session");
    await tab.page.getByRole("button", { name: texts["account.menu"] }).click();
    await (await shown).finished();
    return tab.page.locator("collimator-account .menu");
  };

  test("the account menu leads to the own account, and not to people without the permission", async () => {
    const { name } = await invitee(stack, "viewer");
    const tab = await browser.open(url);
    const menu = await menuOf(tab, name, PASSWORD);
    for (const text of [texts["account.people"], texts["account.upload"]]) {
      expect(await menu.getByRole("link", { name: text, exact: true }).count()).toBe(0);
    }
    await menu.getByRole("link", { name: texts["account.page"] }).click();
    await tab.page.getByRole("heading", { name: texts["account.title"] }).waitFor();
    await tab.context.close();
  });

  test("the account menu leads whoever may upload to the page for it", async () => {
    const { name } = await invitee(stack, "contributor");
    const tab = await browser.open(url);
    const menu = await menuOf(tab, name, PASSWORD);
    await menu.getByRole("link", { name: texts["account.upload"], exact: true }).click();
    await tab.page.getByRole("heading", { name: texts["upload.title"], level: 1 }).waitFor();
    await tab.context.close();
  });

  test("the account menu leads an admin to people", async () => {
    const tab = await browser.open(url);
    const menu = await menuOf(tab, adminName, ADMIN_PASSWORD);
    await menu.getByRole("link", { name: texts["account.people"] }).click();
    await tab.page.getByRole("heading", { name: texts["people.title"] }).waitFor();
    await tab.context.close();
  });
});
