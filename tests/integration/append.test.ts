import { beforeAll, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { pdfDocument } from "../support/objects/documents";
import { patientOf } from "../support/objects/elements";
import { makePerson } from "../support/people";
import { ask } from "../support/session";

/** Somebody who may add to a study and may not make one: what the viewer saves goes into the study that is open. */
const { url } = inject("stack");
const name = "APPEND";
const present = phantomSeries({
  name,
  slices: 1,
  rows: 16,
  columns: 16,
  patientName: patientOf(name),
  patientId: name,
});
const BOUNDARY = "append-test";
let cookie: string;

beforeAll(async () => {
  const session = { publicUrl: url, cookie: inject("session") };
  expect(await storeInstances(session, [...present.files()])).toEqual({ stored: 1, failed: 0 });
  cookie = (await makePerson(inject("stack"), "radiologist")).cookie;
});

async function store(path: string, file: Buffer): Promise<Response> {
  const head = Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
  return fetch(url + path, {
    method: "POST",
    headers: {
      Cookie: cookie,
      Origin: url,
      Accept: "application/dicom+json",
      "Content-Type": `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
    },
    body: Buffer.concat([head, file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  });
}

/** How many series the archive has of a study. */
async function seriesOf(studyUid: string): Promise<number> {
  return ((await (await ask(`/pacs/studies/${studyUid}/series`)).json()) as unknown[]).length;
}

test("a document for the study is stored", async () => {
  const answer = await store(`/pacs/studies/${present.studyUid}`, pdfDocument(name));
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("00081199")]);
  expect(await seriesOf(present.studyUid)).toBe(2);
});

test("a document of another study is not, whatever the address says", async () => {
  const other = phantomSeries({ name: "APPEND ELSEWHERE", slices: 1, rows: 16, columns: 16 });
  const answer = await store(`/pacs/studies/${present.studyUid}`, pdfDocument("APPEND ELSEWHERE"));
  expect(await answer.text()).toContain("00081198");
  expect(await seriesOf(other.studyUid)).toBe(0);
  expect(await seriesOf(present.studyUid)).toBe(2);
});

test("without a study in the address nothing is stored", async () => {
  const answer = await store("/pacs/studies", pdfDocument(name));
  expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ reason: "role" })]);
});
