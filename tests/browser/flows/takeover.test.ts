import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startBrowser, type TestBrowser } from "../../support/browser";
import { control } from "../../support/control";
import { resetAdmin, spendFirstPassword } from "../../support/forms";
import { makePerson, type Person } from "../../support/people";
import { deleteStudy } from "./archive";
import { storeInstances } from "./store";
import { ANSWERS, ATTACK, ATTACKED, LAYERS, leaveOnly, scriptOf, type Layer, type Way } from "./takeover";

const stack = inject("stack");
const { url } = stack;

let browser: TestBrowser;
let attacker: Person;
/** The admin's, who has just logged in. */
let session: string;

beforeAll(async () => {
  browser = await startBrowser();
  session = await spendFirstPassword(stack, await resetAdmin(stack));
  attacker = await makePerson(stack, "contributor");
  const { context } = await tabOf(attacker.cookie);
  await storeInstances(context, url, [{ bytes: ATTACK }]);
});

afterAll(async () => {
  const { context } = await tabOf(session);
  await deleteStudy(context, url, ATTACKED.study, ATTACKED.studyUid);
  await browser.close();
});

async function tabOf(cookie: string) {
  const tab = await browser.open(url);
  const [name = "", value = ""] = cookie.split("=");
  await tab.context.addCookies([{ name, value, url }]);
  return tab;
}

async function rolesOfAttacker(): Promise<unknown> {
  const { body } = await control<{ user: { roles: unknown } }>(stack, "/users/show", { name: attacker.name });
  return body.user.roles;
}

/**
 * Follows a link in the admin's session with only these layers; what the stored script has told, if it ran: as many words
 * as it would, and more of them if they come soon.
 */
async function follow(answer: string, left: readonly Layer[], words = 0, way: Way = "fetch"): Promise<string[]> {
  const told: string[] = [];
  const { page, context } = await tabOf(session);
  await context.exposeBinding("noteRun", (_source, word: string) => {
    told.push(word);
    return scriptOf(way, attacker.name);
  });
  await leaveOnly(context, left);
  const isOfAnswer = (response: { url: () => string }): boolean =>
    new URL(response.url()).pathname === answer.split("?")[0];
  await Promise.all([
    page.goto(`${url}/pacs-admin/app/explorer.html#${answer}`),
    // Without these the page loads it, and that can take as long as the machine is slow.
    left.includes("guard") || left.includes("reach") || page.waitForResponse(isOfAnswer),
  ]);
  // jQuery Mobile has begun: the page is no broken one.
  await page.locator("html.ui-mobile").waitFor();
  await expect.poll(() => told.length).toBeGreaterThanOrEqual(words);
  await page.waitForTimeout(1500);
  await context.close();
  return told;
}

/** What is told of a link to each of the answers, all followed at once. */
async function followAll(left: readonly Layer[]): Promise<Record<string, string[]>> {
  const told = Object.entries(ANSWERS).map(async ([name, answer]) => [name, await follow(answer, left)] as const);
  return Object.fromEntries(await Promise.all(told));
}

const NOTHING = { metadata: [], search: [], tags: [] };

test("a link to a file that a contributor stored makes nobody an admin", async () => {
  expect(await followAll(LAYERS)).toEqual(NOTHING);
  expect(await rolesOfAttacker()).toEqual(["contributor"]);
});

test.each(["escape", "policy", "guard"] as const)(
  "the stored script does not run with only the layer %s",
  async (layer) => {
    expect(await followAll([layer])).toEqual(NOTHING);
    expect(await rolesOfAttacker()).toEqual(["contributor"]);
  },
);

test("a stored script that runs reaches no account with only the layer reach", async () => {
  const told = [
    follow(ANSWERS.metadata, ["reach"]),
    follow(ANSWERS.tags, ["reach"], 2),
    follow(ANSWERS.tags, ["reach"], 1, "form"),
    follow(ANSWERS.tags, ["reach"], 2, "window"),
  ];
  expect(await Promise.all(told)).toEqual([[], ["run", "failed"], ["run"], ["run", "no window"]]);
  expect(await rolesOfAttacker()).toEqual(["contributor"]);
});

test("a stored script's own requests change no account with only the layer fetch", async () => {
  expect(await follow(ANSWERS.tags, ["fetch"], 2)).toEqual(["run", "answered 403"]);
  expect(await rolesOfAttacker()).toEqual(["contributor"]);
});

// Last: it succeeds.
test("without any of the layers, the stored script makes the contributor an admin", async () => {
  expect(await follow(ANSWERS.metadata, [], 2, "window")).toEqual(["run", "window"]);
  expect(await rolesOfAttacker()).toEqual(["contributor"]);
  // A redirect that is not followed has no status.
  expect(await follow(ANSWERS.metadata, [], 2)).toEqual(["run", "answered 0"]);
  expect(await rolesOfAttacker()).toEqual(["admin"]);
});
