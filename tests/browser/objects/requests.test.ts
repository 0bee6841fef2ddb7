import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { drawLength, openReport, saveReport } from "../../support/browser/measuring";
import { uploadFiles } from "../../support/browser/pages";
import { untilQuiet } from "../../support/browser/session";
import { frameAddresses } from "../../support/browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { pdfDocument } from "../../support/objects/documents";
import { studyUid } from "../../support/objects/elements";
import { ultrasound } from "../../support/objects/images";
import { openStudy, openTab } from "../../support/browser/viewer";

/** A request of the viewer's below `/pacs`, and how it was answered. */
interface Asked {
  readonly method: string;
  /** Path and query, decoded. */
  readonly target: string;
  readonly status: number;
}

const { url } = inject("stack");
const ct = phantomSeries({ name: "REQUESTS CT", slices: 8, rows: 64, columns: 64, patientName: "Requests^CT" });
const asked: Asked[] = [];
let browser: TestBrowser;
let tab: WatchedTab;

beforeAll(async () => {
  browser = await startBrowser();
  tab = await openTab(browser);
  tab.page.on("response", (answer) => {
    const { pathname, search } = new URL(answer.url());
    if (!pathname.startsWith("/pacs")) return;
    const target = decodeURIComponent(pathname + search);
    asked.push({ method: answer.request().method(), target, status: answer.status() });
  });
});
afterAll(async () => browser.close());

/** Waits until a request whose target holds the text has been answered since the `from`th. */
async function untilAsked(text: string, from = 0): Promise<Asked> {
  const find = (): Asked | undefined => asked.slice(from).find(({ target }) => target.includes(text));
  await expect.poll(find).toBeDefined();
  return find() as Asked;
}

test("an upload is stored", async () => {
  await tab.page.goto(url);
  const files = [pdfDocument("REQUESTS PDF"), ultrasound("REQUESTS US", 4), ...ct.files()];
  await uploadFiles(
    tab.page,
    files.map((bytes, index) => ({ name: `${index}.dcm`, bytes })),
  );
  // The browser tells of an answer a little later than its page shows it.
  const stored = (): number[] => asked.filter(({ method }) => method === "POST").map(({ status }) => status);
  await expect.poll(stored).toEqual(files.map(() => 200));
});

/** The list's address as its filters write it, and what the viewer searches for. */
test.each([
  ["patientName=Requests", "PatientName=*Requests*"],
  ["mrn=REQUESTS%20US", "00100020=*REQUESTS US*"],
  ["accession=1%2B2", "AccessionNumber=*1+2*"],
  ["description=REQUESTS%20PDF", "StudyDescription=*REQUESTS PDF*"],
  ["modalities=US,CT", "ModalitiesInStudy=US,CT"],
  ["startDate=20250101&endDate=20261231", "StudyDate=20250101-20261231"],
  ["startDate=20250101", "StudyDate=20250101-"],
  ["endDate=20261231", "StudyDate=-20261231"],
  ["pageNumber=2&resultsPerPage=10", "limit=11&offset=10"],
  ["sortBy=patient&sortDirection=desc", "orderby=-PatientName&limit=51&offset=0"],
])("the study list is searched by %s", async (query, searched) => {
  const from = asked.length;
  await tab.page.goto(`${url}/?${query}`);
  expect(await untilAsked(searched, from)).toMatchObject({ method: "GET", status: 200 });
});

test("a study is opened, shown in planes, measured, reported and opened in segmentation mode", async () => {
  const { page } = tab;
  await openStudy(tab, ct.studyUid);
  await frameAddresses(page);
  await drawLength(page);
  await openReport(page);
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), saveReport(page)]);
  await page.reload();
  await frameAddresses(page);
  await page.getByText("SR", { exact: true }).first().waitFor();

  await page.locator("[data-cy=Layout]").click();
  await page.getByText("MPR", { exact: true }).first().click();
  await expect.poll(() => page.locator("canvas.cornerstone-canvas").count()).toBe(3);
  await untilQuiet(page);

  const from = asked.length;
  await page.goto(`${url}/segmentation?StudyInstanceUIDs=${ct.studyUid}`);
  await untilAsked("/frames/1", from);
  await untilQuiet(page);
});

test("a PDF and a loop are opened", async () => {
  await openStudy(tab, studyUid("REQUESTS PDF"));
  await untilAsked("/bulk/00420011");
  await openStudy(tab, studyUid("REQUESTS US"));
  await untilAsked(`${studyUid("REQUESTS US")}/series`);
  await untilQuiet(tab.page);
});

test("none of the browser session's requests was refused", () => {
  expect(asked.filter(({ status }) => status >= 400)).toEqual([]);
  const kinds = ["/pacs/studies?", "/series?", "/metadata", "/frames/", "/thumbnail", "/bulk/", "/pacs/studies"];
  for (const kind of kinds) expect(asked.map(({ target }) => target).join("\n"), kind).toContain(kind);
  expect(asked.length).toBeGreaterThan(50);
});
