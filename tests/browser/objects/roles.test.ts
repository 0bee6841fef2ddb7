import { afterAll, beforeAll, expect, inject, test } from "vitest";
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

test.each([
  ["viewer", 0, 0],
  ["radiologist", 0, 1],
  ["contributor", 1, 1],
])("a %s has the buttons of the viewer that the role allows: %i to upload, %i to save", async (role, upload, save) => {
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
});

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
