import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { type Phantom, phantomSeries } from "../../../scripts/lib/phantom";
import { overflow, violations } from "../../support/axe";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { chooseFiles, chooseInBrowser, dropInBrowser, openUpload, untilSaid } from "../../support/browser/files";
import { keepScreenshot, logIn } from "../../support/browser/pages";
import { tabOf } from "../../support/browser/session";
import { element } from "../../support/dicom-encodings";
import { resetAdmin, spendFirstPassword } from "../../support/forms";
import { makePerson, PASSWORD, type Person } from "../../support/people";
import { padded } from "../../support/store-files";
import { type Member, zipOf, zipOfAll } from "../../support/zip";
import { deleteStudy } from "./archive";

const stack = inject("stack");
const { url } = stack;
const HOSTILE_NAME = "<img src=x onerror=x()>.dcm";
/** File Meta Information of a DICOMDIR (PS3.10, section 8.6). */
const MEDIA_DIRECTORY = Buffer.concat([
  Buffer.alloc(128),
  Buffer.from("DICM"),
  element(true, 0x00020002, "UI", padded("1.2.840.10008.1.3.10")),
]);

const series = (name: string, slices: number): Phantom =>
  phantomSeries({ name: `upload page ${name}`, slices, rows: 16, columns: 16, patientId: "upload-page" });
const ZIP = series("zip", 400);
const CD = series("cd", 12);
const FEW = series("few", 3);
const membersOf = (phantom: Phantom): Member[] =>
  [...phantom.files()].map((content, n) => ({ name: `IMAGES/IM${n}`, content, isDeflated: true }));

let browser: TestBrowser;
let admin: WatchedTab;
let person: Person;
let tab: WatchedTab;
let page: Page;
let folder: string;

/** A CD: images with a DICOMDIR, its viewer, what an operating system has left, and a file that is no image. */
function burn(): string {
  const cd = join(folder, "cd");
  mkdirSync(join(cd, "IMAGES"), { recursive: true });
  [...CD.files()].forEach((content, n) => writeFileSync(join(cd, "IMAGES", `IM${n}`), content));
  writeFileSync(join(cd, "DICOMDIR"), MEDIA_DIRECTORY);
  for (const name of ["README.TXT", "VIEWER.EXE", "AUTORUN.INF"]) writeFileSync(join(cd, name), "MZ\x90 no image");
  for (const name of ["Thumbs.db", "desktop.ini"]) writeFileSync(join(cd, name), "left");
  writeFileSync(join(cd, HOSTILE_NAME), "no DICOM");
  return cd;
}

/** How many instances of a study the archive has. */
async function instancesOf({ studyUid }: Phantom): Promise<number> {
  const headers = { Accept: "application/dicom+json" };
  const answer = await admin.context.request.get(`${url}/pacs/studies/${studyUid}/instances?limit=500`, { headers });
  return answer.status() === 200 ? ((await answer.json()) as unknown[]).length : 0;
}

const few = (): [string, Buffer][] => [...FEW.files()].map((content, n) => [`IM${n}.dcm`, content]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "upload-page-"));
  browser = await startBrowser();
  const [cookie] = await Promise.all([
    resetAdmin(stack).then((first) => spendFirstPassword(stack, first)),
    browser.bring(burn(), "/tmp/cd"),
  ]);
  admin = await tabOf(browser, url, cookie);
  person = await makePerson(stack, "uploader");
});
beforeEach(async () => {
  tab = await openUpload(browser, stack);
  ({ page } = tab);
});
afterEach(async () => {
  await tab.context.close();
});
afterAll(async () => {
  for (const phantom of [ZIP, CD, FEW]) {
    if ((await instancesOf(phantom)) > 0) await deleteStudy(admin.context, url, "upload-page", phantom.studyUid);
  }
  await browser.close();
  rmSync(folder, { recursive: true });
});

describe("what is chosen and dropped", () => {
  test("a login leads an uploader to the page for uploads, which stores a ZIP file of 400 files", async () => {
    const own = await browser.open(url);
    page = own.page;
    await page.goto(url);
    await logIn(page, person.name, PASSWORD);
    await page.waitForURL(`${url}/upload`);
    await chooseFiles(page, [["study.zip", zipOfAll(membersOf(ZIP))]]);
    await untilSaid(page, "Done: 400 files stored.");
    expect(await instancesOf(ZIP)).toBe(400);
    expect(own.complaints()).toEqual([]);
    await own.context.close();
  });

  test("a CD that is chosen as a folder loads; its DICOMDIR and its viewer are left out with a word", async () => {
    await chooseInBrowser(page, "#folder", "/tmp/cd");
    await untilSaid(page, "Done: 12 files stored, 1 file not stored.");
    expect(await instancesOf(CD)).toBe(12);
    const left = page.getByRole("region", { name: texts["upload.skipped"] });
    expect((await left.getByRole("listitem").allInnerTexts()).toSorted()).toEqual([
      `1 file: ${texts["upload.skipped.dicomdir"]}`,
      `2 files: ${texts["upload.skipped.junk"]}`,
      `3 files: ${texts["upload.skipped.not-dicom"]}`,
    ]);
    const row = page.getByRole("row").filter({ hasText: HOSTILE_NAME });
    expect(await row.getByRole("cell").innerText()).toBe(texts["store.not-dicom"]);
    expect(await page.locator("main img").count()).toBe(0);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await violations(page), await overflow(page)]).toEqual([width, [], 0]);
    }
    expect(tab.complaints()).toEqual([]);
    await keepScreenshot(page, "upload-phone");
    await page.setViewportSize({ width: 1440, height: 1100 });
    await keepScreenshot(page, "upload");
  });

  test("a folder and a file that are dropped together are looked at, and stored", async () => {
    await dropInBrowser(page, page.locator("#drop"), ["/tmp/cd/IMAGES", "/tmp/cd/README.TXT"]);
    await untilSaid(page, "Done: 12 files stored.");
    expect(
      await page.getByRole("region", { name: texts["upload.skipped"] }).getByRole("listitem").allInnerTexts(),
    ).toEqual([`1 file: ${texts["upload.skipped.not-dicom"]}`]);
    expect(await instancesOf(CD)).toBe(12);
    expect(tab.complaints()).toEqual([]);
  });

  test("files can be chosen with the keyboard alone", async () => {
    // Asked for before the questions that follow, so that the browser knows of it when the key is pressed.
    const chooser = page.waitForEvent("filechooser");
    for (let count = 0; count < 20; count += 1) {
      if ((await page.evaluate(() => document.activeElement?.id)) === "choose-files") break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    const [name, buffer] = few()[0] ?? ["", Buffer.alloc(0)];
    await (await chooser).setFiles([{ name, mimeType: "", buffer }]);
    await untilSaid(page, "Done: 1 file stored.");
  });
});

describe("what is refused", () => {
  test("somebody who may not upload is told so, and finds no link to the page", async () => {
    const viewer = await tabOf(browser, url, (await makePerson(stack, "viewer")).cookie);
    await viewer.page.goto(`${url}/upload`);
    await viewer.page.getByText(texts["message.forbidden.text"]).waitFor();
    await viewer.page.goto(`${url}/account`);
    await viewer.page.getByRole("link", { name: texts["nav.studies"], exact: true }).waitFor();
    expect(await viewer.page.getByRole("link", { name: texts["nav.upload"], exact: true }).count()).toBe(0);
    await viewer.context.close();
  });

  test("a file that the gateway refuses is named with its reason, and the others are stored", async () => {
    const [first, second, third] = few();
    if (first === undefined || second === undefined || third === undefined) throw new Error("three files");
    const cut: [string, Buffer] = ["cut.dcm", third[1].subarray(0, third[1].length - 10)];
    await chooseFiles(page, [first, cut, second]);
    await untilSaid(page, "Done: 2 files stored, 1 file not stored.");
    const row = page.getByRole("row").filter({ hasText: "cut.dcm" });
    expect(await row.getByRole("cell").innerText()).toBe(texts["store.truncated"]);
    expect(await page.getByRole("button", { name: texts["upload.retry"] }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test("a ZIP file in another one, a bomb and a damaged one are refused with their reasons", async () => {
    const [first] = few();
    if (first === undefined) throw new Error("a file");
    const content = Buffer.alloc(1000);
    const huge = { name: "IM1", content, isDeflated: true, size: 300 * 1024 * 1024 };
    await chooseFiles(page, [
      ["nested.zip", zipOf("inner.zip", zipOf("IM1", first[1]))],
      ["bomb.zip", zipOfAll([huge])],
      ["damaged.zip", zipOfAll([{ name: "IM1", content: first[1], crc: 1 }])],
    ]);
    await untilSaid(page, "3 files not stored");
    const rows = page.locator("#refused-rows tr");
    expect((await rows.allInnerTexts()).map((text) => text.replace("\t", " "))).toEqual(
      expect.arrayContaining([
        `bomb.zip ${texts["upload.refused.zip-bomb"]}`,
        `nested.zip: inner.zip ${texts["upload.refused.zip"]}`,
        `damaged.zip: IM1 ${texts["upload.refused.damaged"]}`,
      ]),
    );
  });
});
