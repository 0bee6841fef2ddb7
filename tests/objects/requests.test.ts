import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { drawLength, openReport, saveReport } from "../browser/measuring";
import { studyRow, uploadFiles } from "../browser/pages";
import { frameAddresses } from "../browser/viewport";
import { startBrowser, type TestBrowser, type WatchedTab } from "../support/browser";
import { pdfDocument } from "../support/objects/documents";
import { patientOf, studyUid } from "../support/objects/elements";
import { ultrasound } from "../support/objects/images";
import { openStudy, openTab } from "./viewer";

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

/** Opens the study list by an address, as its filters write it, and waits for its search. */
async function openList(page: Page, query: string): Promise<Asked> {
  const [answer] = await Promise.all([
    page.waitForResponse((one) => new URL(one.url()).pathname === "/pacs/studies"),
    page.goto(`${url}/?${query}`),
  ]);
  const { search } = new URL(answer.url());
  return { method: "GET", target: decodeURIComponent(search), status: answer.status() };
}

test("files are uploaded", async () => {
  await tab.page.goto(url);
  const files = [pdfDocument("REQUESTS PDF"), ultrasound("REQUESTS US", 4), ...ct.files()];
  await uploadFiles(
    tab.page,
    files.map((bytes, index) => ({ name: `${index}.dcm`, bytes })),
  );
});

test.each([
  ["patientName=Requests"],
  ["mrn=REQUESTS%20US"],
  ["accession=1%2B2"],
  ["description=REQUESTS%20US"],
  ["modalities=US,CT"],
  ["startDate=20250101&endDate=20261231"],
  ["startDate=20250101"],
  ["endDate=20261231"],
  ["sortBy=patientName&sortDirection=ascending&pageNumber=2&resultsPerPage=10"],
])("list %s", async (query) => {
  console.log(query, JSON.stringify(await openList(tab.page, query)));
});
