import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { overflow, violations } from "../../support/axe";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { control } from "../../support/control";
import { ADMIN_PASSWORD, logIn as logInByForm, resetAdmin, spendFirstPassword } from "../../support/forms";
import { codeOf, inviteBy, useLink } from "../../support/invitations";
import { newName, PASSWORD } from "../../support/people";
import { keepScreenshot, logIn } from "../../support/browser/pages";

const stack = inject("stack");
const { url, adminName } = stack;
/** Somebody whose names are long, for the layout. */
const longName = `${"dr.maximiliana.longname".repeat(2)}@hospital.org`;

/** Who is in the pictures. */
const PEOPLE = [
  ["amelie.roth", "Dr. Amélie Roth", ["radiologist"], "active"],
  ["ct-2", "Scanner, room 2", ["uploader"], "active"],
  ["j.okafor", "Jude Okafor", ["viewer", "auditor"], "disabled"],
  ["kenji", "山田 健司", ["viewer", "contributor"], "active"],
  ["marta", "Marta Núñez", ["technologist"], "invited"],
] as const;

let browser: TestBrowser;
let admin: WatchedTab;

beforeAll(async () => {
  const [started] = await Promise.all([
    startBrowser(),
    resetAdmin(stack).then((first) => spendFirstPassword(stack, first)),
  ]);
  browser = started;
  for (const [name, displayName, roles, state] of PEOPLE) {
    const { body } = await control<{ link: string }>(stack, "/users/invite", { name, displayName, roles });
    if (state !== "invited") await useLink(stack, codeOf(body.link), PASSWORD);
    if (state === "disabled") await control(stack, "/users/disable", { name });
  }
  const expiresAt = Math.floor(Date.now() / 1000) + 90 * 86400;
  for (const [name, permissions, addresses] of [
    ["nightly upload from CT 2", ["upload"], ["192.0.2.0/24"]],
    ["research export", ["view", "download"], []],
  ] as const) {
    await control(stack, "/tokens/create", { owner: adminName, name, permissions, addresses, expiresAt });
  }
  const elsewhere = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
  };
  await logInByForm(stack, ADMIN_PASSWORD, {}, elsewhere);
  admin = await browser.open(url);
  await admin.page.goto(`${url}/account`);
  await logIn(admin.page, adminName, ADMIN_PASSWORD);
  await admin.page.getByRole("heading", { name: texts["account.title"] }).waitFor();
});

afterAll(async () => {
  await browser.close();
});

const WIDTHS = [1440, 360] as const;

/** Nothing against the page at either width, nor sideways scrolling. */
async function expectGood(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect([width, await violations(page)]).toEqual([width, []]);
    expect([width, await overflow(page)]).toEqual([width, 0]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** For the documents. */
async function keepPictures(): Promise<void> {
  const { page } = admin;
  await page.goto(`${url}/people`);
  await keepScreenshot(page, "people");
  await page.setViewportSize({ width: 1440, height: 1240 });
  await page.goto(`${url}/account`);
  await keepScreenshot(page, "account");
}

describe("axe-core at 1440 and 360 pixels", () => {
  beforeAll(async () => {
    await keepPictures();
    const displayName = "<b>Maximiliana</b> ".repeat(5);
    const roles = ["viewer", "radiologist", "technologist", "auditor"];
    await control(stack, "/users/invite", { name: longName, displayName, roles });
  });

  test.each([
    ["the account", "/account"],
    ["the account after a change", "/account?notice=session-ended"],
    ["the form of a token", "/account/token"],
    ["the change of the password", "/password?to=%2Faccount"],
    ["the password again", "/confirm?to=%2Fpeople"],
    ["people", "/people"],
    ["the invitation of somebody", "/people/invite"],
    ["one of the people", `/people/person?name=${longName}`],
    ["oneself among people", `/people/person?name=${adminName}`],
    ["the removal of somebody", `/people/remove?name=${longName}`],
    ["a person who does not exist", "/people/person?name=nobody"],
  ])("axe-core finds no problem on %s", async (_, path) => {
    const { page } = admin;
    await page.goto(url + path);
    await expectGood(page);
  });

  test("axe-core finds no problem on a refused form and a new token's page", async () => {
    const { page } = admin;
    await page.goto(`${url}/account/token`);
    await page.getByLabel(texts["token.name"], { exact: true }).fill("tried by axe");
    await page.getByRole("button", { name: texts["token.submit"] }).click();
    await page.getByRole("alert").waitFor();
    await expectGood(page);
    expect(await page.getByLabel(texts["token.name"], { exact: true }).inputValue()).toBe("tried by axe");
    await page.getByRole("checkbox", { name: "view" }).check();
    await page.getByRole("button", { name: texts["token.submit"] }).click();
    expect(await page.getByLabel(texts["token.made.secret"], { exact: true }).inputValue()).toMatch(/^clt_/);
    await expectGood(page);
  });

  test("axe-core finds no problem on an invitation, its page, and that of a used link", async () => {
    const { page } = admin;
    await page.goto(`${url}/people/invite`);
    await page.getByLabel(texts["people-invite.name"], { exact: true }).fill(newName());
    await page.getByText(texts["roles.more"]).click();
    await expectGood(page);
    await page.getByRole("button", { name: texts["people-invite.submit"] }).click();
    const link = await page.getByLabel(texts["link.label"], { exact: true }).inputValue();
    await expectGood(page);
    const guest = await browser.open(url);
    await guest.page.goto(link);
    await expectGood(guest.page);
    await guest.page.goto(`${url}/invite?code=used`);
    await expectGood(guest.page);
    await guest.page.goto(`${url}/login?notice=logged-out`);
    await expectGood(guest.page);
    await guest.context.close();
  });
});

test("the account pages violate no policy of their own", () => {
  // A page that says that somebody is not there has the status 404, which the browser logs.
  const failed = /status of (404|422)/;
  expect(admin.complaints().filter((text) => !failed.test(text))).toEqual([]);
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

test("an invitation, a new password and the end of another session work with the keyboard alone", async () => {
  const { page } = admin;
  const name = newName();
  await page.goto(`${url}/people`);
  await tabTo(page, page.getByRole("link", { name: texts["people.invite"] }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: texts["people-invite.title"] }).waitFor();
  // The first field has the focus already.
  await page.keyboard.type(name);
  await tabTo(page, page.locator("summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("checkbox", { name: "researcher" }));
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  const link = await page.getByLabel(texts["link.label"], { exact: true }).inputValue();

  const guest = await browser.open(url);
  await guest.page.goto(link);
  await tabTo(guest.page, guest.page.getByLabel(texts["password.new"], { exact: true }));
  await guest.page.keyboard.type(PASSWORD);
  await guest.page.keyboard.press("Tab");
  await guest.page.keyboard.type(PASSWORD);
  await guest.page.keyboard.press("Enter");
  await guest.page.waitForURL(`${url}/`);
  await guest.page.goto(`${url}/account`);
  await guest.page.getByText("researcher", { exact: true }).waitFor();

  const { cookie = "" } = await logInByForm(stack, PASSWORD, { user: name });
  await guest.page.reload();
  await tabTo(guest.page, guest.page.getByRole("button", { name: texts["account.sessions.end-others"] }));
  await guest.page.keyboard.press("Enter");
  await guest.page.getByText(texts["account.notice.others-ended"]).waitFor();
  expect((await fetch(`${url}/session`, { headers: { Cookie: cookie } })).status).toBe(401);
  await guest.context.close();
});

test("a one-time link, a login and the end of another session work without JavaScript", async () => {
  const name = newName();
  const link = await inviteBy(stack, name, "viewer");
  const [first, second] = [
    await browser.open(url, { javaScriptEnabled: false }),
    await browser.open(url, { javaScriptEnabled: false }),
  ];
  await first.page.goto(link);
  await first.page.getByLabel(texts["password.new"], { exact: true }).fill(PASSWORD);
  await first.page.getByLabel(texts["password.repeat"]).fill(PASSWORD);
  await first.page.getByRole("button", { name: texts["invite.submit"] }).click();
  await first.page.waitForURL(`${url}/`);

  await second.page.goto(`${url}/account`);
  await logIn(second.page, name, PASSWORD);
  await second.page.waitForURL(`${url}/account`);
  await second.page.getByRole("button", { name: `${texts["account.sessions.end"]}:` }).click();
  await second.page.getByText(texts["account.notice.session-ended"]).waitFor();

  await first.page.goto(`${url}/account`);
  expect(new URL(first.page.url()).pathname).toBe("/login");
  await second.page.getByRole("button", { name: texts["logout.submit"] }).click();
  await second.page.getByText(texts["login.notice.logged-out"]).waitFor();
  await Promise.all([first.context.close(), second.context.close()]);
});
