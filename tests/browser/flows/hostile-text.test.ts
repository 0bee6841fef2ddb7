import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { control } from "../../support/control";
import { resetAdmin, spendFirstPassword } from "../../support/forms";
import { inTurn } from "../../support/in-turn";
import { studyUid } from "../../support/objects/elements";
import { PAYLOADS } from "../../support/payloads";
import { newName } from "../../support/people";
import { ALL, deleteHostileStudies, hostileFiles, PATIENT, REPORT } from "./hostile-archive";
import { dismissNotices, keepScreenshot } from "../../support/browser/pages";
import { touch, watchScripts } from "../../support/browser/script-watch";
import { storeInstances } from "./store";

const stack = inject("stack");
const { url } = stack;
const EXPLORER = `${url}/pacs-admin/app/explorer.html`;
/** Calls of the command line's API. */
const AT_ONCE = 8;
let browser: TestBrowser;
let tab: WatchedTab;
let expectNothingRan: () => void;
const people: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  const session = await spendFirstPassword(stack, await resetAdmin(stack));
  tab = await browser.open(url);
  const { page, context } = tab;
  const [name = "", value = ""] = session.split("=");
  await context.addCookies([{ name, value, url }]);
  ({ expectNothingRan } = await watchScripts(tab));
  await dismissNotices(page);
  await storeInstances(
    context,
    url,
    hostileFiles().map((bytes) => ({ bytes })),
  );
});

afterAll(async () => {
  const { request } = tab.context;
  await deleteHostileStudies(tab.context, url);
  for (const name of people) {
    await request.post(`${url}/people/remove?name=${name}`, { headers: { Origin: url }, maxRedirects: 0 });
  }
  await browser.close();
});

test("the study list shows hostile texts as text", async () => {
  const { page } = tab;
  await page.goto(`${url}/?resultsPerPage=100`);
  await page.getByText("<svg onload=x()>").first().waitFor();
  expect(await page.getByRole("row").count()).toBeGreaterThan(PAYLOADS.length);
  await page.getByRole("row").nth(3).click();
  await touch(page);
  await keepScreenshot(page, "hostile-list");
  expectNothingRan();
});

test("the viewer shows hostile texts as text, in series, overlays and the list of tags", async () => {
  const { page } = tab;
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${studyUid(ALL)}`);
  await page.getByText("<svg onload=x()>").first().waitFor();
  await page.locator(".cornerstone-canvas").first().waitFor();
  await keepScreenshot(page, "hostile-viewer");
  await touch(page);
  await page.locator('[data-cy="MoreTools-split-button-secondary"]').click();
  await page.locator('[data-cy="TagBrowser"]').click();
  await page.getByText("InstitutionName").first().waitFor();
  await keepScreenshot(page, "hostile-viewer-tags");
  expectNothingRan();
});

test("the viewer shows a report's hostile texts as text", async () => {
  const { page } = tab;
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${studyUid(REPORT)}`);
  await page.getByText("[[${x()}]]").first().waitFor();
  await keepScreenshot(page, "hostile-viewer-report");
  await touch(page);
  expectNothingRan();
});

/** Goes to one of Explorer's pages, and waits until it is shown. */
async function explore(name: string, part: string): Promise<void> {
  const { page } = tab;
  await page.goto(`${EXPLORER}#${name}`);
  await page
    .locator(`#${name.split("?")[0] ?? ""}.ui-page-active ${part}`)
    .first()
    .waitFor();
  await touch(page);
}

test("Orthanc Explorer shows hostile texts as text, on each of its pages", async () => {
  const { page } = tab;
  await explore("find-patients", "#all-patients li");
  await explore("find-studies", "#all-studies li");
  expect(await page.locator("#all-studies li").count()).toBeGreaterThan(PAYLOADS.length);
  await explore("lookup", "#lookup-submit");
  await page.getByRole("button", { name: "Do lookup" }).click();
  await page.locator("#lookup-result li a").first().waitFor();
  await keepScreenshot(page, "hostile-explorer-lookup");
  await page.locator("#lookup-patient-id").fill(PATIENT);
  await page.getByRole("button", { name: "Do lookup" }).click();
  await page.locator("#lookup-result li a", { hasText: PATIENT }).first().click();
  await page.locator("#study.ui-page-active #list-series li a").first().waitFor();
  await keepScreenshot(page, "hostile-explorer-study");
  await page.locator("#study .patient-link").first().click();
  await page.locator("#patient.ui-page-active #list-studies li a").first().click();
  for (const series of [1, 5]) {
    await page.locator("#study.ui-page-active #list-series li a").nth(series).click();
    await page.locator("#series.ui-page-active #list-instances li a").first().click();
    await page.locator("#instance.ui-page-active #dicom-tree").getByText("PatientName").first().waitFor();
    await touch(page);
    await keepScreenshot(page, `hostile-explorer-instance-${series}`);
    await page.locator("#instance .study-link").first().click();
    await page.locator("#study.ui-page-active #list-series li a").first().waitFor();
  }
  expectNothingRan();
});

test("an upload's hostile file names are shown as text", async () => {
  const { page } = tab;
  await explore("upload", "#upload-button");
  const names = PAYLOADS.filter((payload) => !payload.includes("/") && !payload.includes("\u0000"));
  await page.evaluate((given) => {
    const append = (globalThis as unknown as { appendFilesToUploadList: (files: readonly File[]) => void })
      .appendFilesToUploadList;
    append(given.map((name) => new File(["x"], name)));
  }, names);
  await page
    .locator("#upload-list .pending-file")
    .nth(names.length - 1)
    .waitFor();
  expect(await page.locator("#upload-list .pending-file").count()).toBe(names.length);
  expectNothingRan();
});

/** Makes somebody by the form for it, and says what they are called. */
async function invite(displayName: string): Promise<number> {
  const name = newName();
  const form = { name, "display-name": displayName, "role.viewer": "on" };
  const answer = await tab.context.request.post(`${url}/people/invite`, { form, headers: { Origin: url } });
  if (answer.status() === 200) people.push(name);
  return answer.status();
}

test("the gateway's own pages show hostile names as text", async () => {
  const { page } = tab;
  const control = PAYLOADS.filter((payload) => /[\0\t\n]/.test(payload));
  for (const payload of PAYLOADS)
    expect([payload, await invite(payload)]).toEqual([payload, control.includes(payload) ? 422 : 200]);
  for (const path of ["/people", "/people?offset=50", `/people/person?name=${people[0] ?? ""}`]) {
    await page.goto(url + path);
    await touch(page);
  }
  // What pages repeat of an address, or of what was typed.
  for (const payload of PAYLOADS.filter((_payload, index) => index % 6 === 0)) {
    const said = encodeURIComponent(payload);
    for (const path of [`/login?to=/${said}&notice=${said}`, `/people/person?name=${said}`]) {
      await page.goto(url + path, { waitUntil: "domcontentloaded" });
    }
  }
  expectNothingRan();
});

test("the account pages show hostile token names as text", async () => {
  const { page } = tab;
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  // One person has 50 at most.
  const owners = people.slice(0, 2);
  const statuses = await inTurn(PAYLOADS, AT_ONCE, async (name, at) => {
    const call = { owner: owners[at % 2], name, permissions: ["view"], expiresAt };
    return (await control(stack, "/tokens/create", call)).status;
  });
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(PAYLOADS.length / 2);
  for (const name of owners) {
    await page.goto(`${url}/people/person?name=${name}`);
    await touch(page);
  }
  expectNothingRan();
});

test("an answer of the archive runs no script when opened as a page", async () => {
  const { page, context } = tab;
  const study = `/pacs/studies/${studyUid(ALL)}`;
  for (const path of [`${study}/metadata`, "/pacs/studies", "/pacs-admin/studies?expand&since=0&limit=200"]) {
    const answer = await context.request.get(url + path);
    expect([path, answer.status(), (await answer.text()).search(/[<>&\u2028\u2029]/)]).toEqual([path, 200, -1]);
    // What a browser shows no page for, it downloads: that ends the navigation.
    await page.goto(url + path).catch((error: unknown) => {
      expect(String(error)).toContain("ERR_ABORTED");
    });
    await touch(page);
  }
  expectNothingRan();
});
