import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { MAIN_ROLES, MORE_ROLES } from "../../../lua-src/shared/policy/roles";
import texts from "../../../ohif-config/texts/en.json";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { drawLength } from "../../support/browser/measuring";
import { button } from "../../support/browser/study-list";
import { expectClean, openStudy, openTab } from "../../support/browser/viewer";
import { frameAddresses } from "../../support/browser/viewport";
import { invitee } from "../../support/invitations";
import { storeFiles } from "../../support/multipart";
import { studyUid } from "../../support/objects/elements";
import { headCt } from "../../support/objects/head-ct";

const STUDY = "VIEWER ROLES";
const stack = inject("stack");

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
  await storeFiles([...headCt(STUDY).files()]);
});
afterAll(async () => browser.close());

/** A tab of somebody with this role. */
async function tabOf(role: string): Promise<WatchedTab> {
  const { cookie } = await invitee(stack, role);
  return openTab(browser, cookie);
}

/** The built-in roles of those who may open the list, and whether there are buttons to upload and to save. */
const WITH_LIST: readonly (readonly [role: string, upload: number, save: number])[] = [
  ["viewer", 0, 0],
  ["researcher", 0, 0],
  ["radiologist", 0, 1],
  ["technologist", 1, 1],
  ["contributor", 1, 1],
  ["admin", 1, 1],
];
/** Those of the others, and whether their pages link to the one for uploads. */
const WITHOUT_LIST: readonly (readonly [role: string, upload: number])[] = [
  ["uploader", 1],
  ["auditor", 0],
];

test("each built-in role is tried here", () => {
  const tried = [...WITH_LIST, ...WITHOUT_LIST].map(([role]) => role);
  expect(tried.toSorted()).toEqual([...MAIN_ROLES, ...MORE_ROLES].toSorted());
});

test.each(WITH_LIST)(
  "a %s has the buttons of the viewer that the role allows: %i to upload, %i to save",
  async (role, upload, save) => {
    const tab = await tabOf(role);
    const { page } = tab;
    await page.goto(stack.url);
    await page.getByRole("row").nth(2).waitFor();
    expect(await button(page, "Upload").count()).toBe(upload);

    await openStudy(tab, studyUid(STUDY));
    await frameAddresses(page);
    await drawLength(page);
    await page.locator("[data-cy=trackedMeasurements-btn]").click();
    await page.getByRole("button", { name: "Create SR" }).click();
    await page.getByPlaceholder("Report name").waitFor();
    expect(await button(page, "Download").count()).toBe(1);
    expect(await button(page, "Save").count()).toBe(save);
    await expectClean(tab);
    await tab.context.close();
  },
);

test.each(WITHOUT_LIST)(
  "a %s gets no list, and is led to the account, with %i links to upload",
  async (role, upload) => {
    const { page, context } = await tabOf(role);
    await page.goto(stack.url);
    await page.getByText(texts["message.forbidden.text"]).waitFor();
    expect(await button(page, "Upload").count()).toBe(0);
    await page.getByRole("link", { name: texts["message.to-account"] }).click();
    await page.getByRole("heading", { name: texts["account.title"] }).waitFor();
    const places = page.getByRole("navigation", { name: texts["nav.label"] });
    expect(await places.getByRole("link", { name: texts["nav.upload"], exact: true }).count()).toBe(upload);
    expect(await places.getByRole("link", { name: texts["nav.studies"], exact: true }).count()).toBe(0);
    await context.close();
  },
);

test("the viewer is drawn when it is known what the person may do, so that no button comes and goes", async () => {
  const tab = await tabOf("viewer");
  const { page } = tab;
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/session", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(stack.url);
  expect(await page.locator("#root > *").count()).toBe(0);
  answer();
  await page.getByText("Study List").waitFor();
  expect(await button(page, "Upload").count()).toBe(0);
  await tab.context.close();
});
