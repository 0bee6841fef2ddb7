/** What is stored to keep the study list from its readers (docs/adr/0039-studies-newest-first.md). */
import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { sendByCStore } from "../support/c-store";
import { type DicomJson, dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { pictureWith } from "../support/names";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { uidsOf } from "../support/pictures";

const stack = inject("stack");
const ids = (list: readonly DicomJson[]): unknown[] => list.map((study) => study["00100020"]?.Value?.[0]);

test("studies whose name matches only without its letters beyond ASCII hide none of those that match", async () => {
  const name = randomUUID().slice(0, 8);
  const study = (id: string, date: string, patientName: string): Buffer =>
    pictureWith(`${name} ${id}`, [
      { tag: 0x00080005, vr: "CS", value: "ISO_IR 192" },
      { tag: 0x00080020, vr: "DA", value: date },
      { tag: 0x00100010, vr: "PN", value: patientName },
      { tag: 0x00100020, vr: "LO", value: `${name} ${id}` },
    ]);
  const others = ["99990101", "20261101", "20200101"].map((date, at) => study(`other ${at}`, date, `${name}SMÉITH^A`));
  const dates = ["20261102", "20210101", "20190101", ""];
  await storeFiles([...others, ...dates.map((date, at) => study(String(at), date, `${name}SMITH^A`))]);
  const expected = dates.map((_, at) => `${name} ${at}`);
  for (const limit of [1, 2, 3, 101]) {
    const pages: unknown[] = [];
    for (let offset = 0; offset < dates.length; offset += limit) {
      pages.push(...ids(await dicomJson(`/pacs/studies?PatientName=${name}smith*&limit=${limit}&offset=${offset}`)));
    }
    expect(pages, `${limit} at once`).toEqual(expected);
  }
});

test("a modality that is too long to be one makes no list long", async () => {
  const name = randomUUID();
  const series = ["CT", "x".repeat(200), "OWN"].map((modality, at) =>
    pictureWith(name, [
      { tag: 0x00080018, vr: "UI", value: `${uidsOf(name).instance}.${at}` },
      { tag: 0x00080060, vr: "CS", value: modality },
      { tag: 0x0020000e, vr: "UI", value: `${uidsOf(name).series}.${at}` },
    ]),
  );
  await storeFiles(series);
  const [study] = await dicomJson(`/pacs/studies?StudyInstanceUID=${uidsOf(name).study}&ModalitiesInStudy=OWN`);
  expect(study?.["00080061"]?.Value?.toSorted()).toEqual(["CT", "OWN"]);
  expect(await dicomJson(`/pacs/studies/${uidsOf(name).study}/series`)).toHaveLength(3);
});

test("objects whose UID is none are not counted as the one that it resembles", async () => {
  const name = randomUUID();
  const { study } = uidsOf(name);
  const others = [`${study}é`, `${study}_`, `%${study}`].map((uid, at) =>
    pictureWith(`${name} other ${at}`, [
      { tag: 0x00080005, vr: "CS", value: "ISO_IR 192" },
      { tag: 0x0020000d, vr: "UI", value: uid },
    ]),
  );
  // STOW-RS refuses such a UID; by the DICOM port it comes in.
  await sendByCStore(others);
  await storeFiles([pictureWith(name, [])]);
  const watch = credentialsOf(await orthancUsers(stack.project), "watch");
  const body = JSON.stringify({ Level: "Instance", Query: { StudyInstanceUID: study } });
  const [counted] = await askOrthanc(stack, watch, [{ line: "POST /tools/count-resources", body }]);
  expect(JSON.parse(counted?.text ?? "")).toEqual({ Count: 1 });
});
