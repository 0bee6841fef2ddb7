import { beforeAll, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { pdfDocument } from "../support/objects/documents";
import { patientOf } from "../support/objects/elements";
import { makePerson } from "../support/people";
import { ask } from "../support/session";
import { sendParts } from "../support/store-parts";

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
let cookie: string;

beforeAll(async () => {
  const session = { publicUrl: url, cookie: inject("session") };
  expect(await storeInstances(session, [...present.files()])).toEqual({ stored: 1, failed: 0 });
  cookie = (await makePerson(inject("stack"), "radiologist")).cookie;
});

async function store(path: string, file: Buffer): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: {
      Cookie: cookie,
      Origin: url,
      Accept: "application/dicom+json",
      "Content-Type": stowType(),
    },
    body: stowBody([file]),
  });
}

/** How many series the archive has of a study. */
async function seriesOf(studyUid: string): Promise<number> {
  return ((await (await ask(`/pacs/studies/${studyUid}/series`)).json()) as unknown[]).length;
}

/** The identifiers of all patients that have a study of this UID. */
async function patientsOf(studyUid: string): Promise<unknown[]> {
  const found = (await (await ask(`/pacs/studies?StudyInstanceUID=${studyUid}`)).json()) as Record<
    string,
    { Value?: unknown[] }
  >[];
  return found.map((study) => study["00100020"]?.Value?.[0]);
}

test("a document for the addressed study is stored", async () => {
  const answer = await store(`/pacs/studies/${present.studyUid}`, pdfDocument(name));
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("00081199")]);
  expect(await seriesOf(present.studyUid)).toBe(2);
});

test("a document of another study is refused, whatever the address says", async () => {
  const other = phantomSeries({ name: "APPEND ELSEWHERE", slices: 1, rows: 16, columns: 16 });
  const answer = await store(`/pacs/studies/${present.studyUid}`, pdfDocument("APPEND ELSEWHERE"));
  expect(await answer.text()).toContain("00081198");
  expect(await seriesOf(other.studyUid)).toBe(0);
  expect(await seriesOf(present.studyUid)).toBe(2);
});

test("an object with the study's UID and another patient does not create a second study of that UID", async () => {
  const same = { name, slices: 1, rows: 16, columns: 16, patientName: patientOf(name) };
  const before = await patientsOf(present.studyUid);
  for (const patientId of ["SOMEBODY ELSE", "", `${name}X`]) {
    const [file = Buffer.alloc(0)] = [...phantomSeries({ ...same, patientId }).files()];
    const answer = await store(`/pacs/studies/${present.studyUid}`, file);
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("00081198")]);
  }
  expect(await patientsOf(present.studyUid)).toEqual(before);
});

test("a study that does not exist is not created by an upload to its address", async () => {
  const absent = phantomSeries({ name: "APPEND ABSENT", slices: 1, rows: 16, columns: 16 });
  const [file = Buffer.alloc(0)] = [...absent.files()];
  const answer = await store(`/pacs/studies/${absent.studyUid}`, file);
  const detail = expect.stringContaining("may only add to studies that are there") as unknown;
  expect([answer.status, await answer.json()]).toMatchObject([403, { reason: "not-authorized", detail }]);
  expect(await seriesOf(absent.studyUid)).toBe(0);
});

test("an upload of several parts stores those of the study and its patient, and names the others", async () => {
  const [foreign = Buffer.alloc(0)] = [
    ...phantomSeries({ name: "APPEND FOREIGN", slices: 1, rows: 16, columns: 16 }).files(),
  ];
  const [other = Buffer.alloc(0)] = [
    ...phantomSeries({ name, slices: 1, rows: 16, columns: 16, patientId: "SOMEBODY ELSE" }).files(),
  ];
  const [own = Buffer.alloc(0)] = [...present.files()];
  const path = `/pacs/studies/${present.studyUid}`;
  const answer = await sendParts([{ bytes: foreign }, { bytes: own }, { bytes: other }], { path, cookie });
  expect([answer.status, answer.stored.length, answer.failed.length]).toEqual([202, 1, 2]);
});

test("an upload of documents without a study in the address stores nothing", async () => {
  const answer = await store("/pacs/studies", pdfDocument(name));
  expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ reason: "role" })]);
});
