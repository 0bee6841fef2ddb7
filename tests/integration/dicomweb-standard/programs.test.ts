/** Requests of programs that do not run here, as their sources write them; docs/clients.md names the versions. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { DicomJson } from "../../support/dicom-json";
import { storeFiles } from "../../support/multipart";
import { seriesUid } from "../../support/objects/elements";
import { headCt } from "../../support/objects/head-ct";
import { segmentation } from "../../support/objects/segmentation";
import { partsOf } from "../../support/part";
import { makePerson } from "../../support/people";
import { basic, bearer, makeToken } from "../../support/tokens";
import { getAlone } from "../get-alone";

type Headers = Readonly<Record<string, string>>;

const stack = inject("stack");
const NAME = `programs ${randomUUID()}`;
const GRID = { slices: 3, rows: 32, columns: 32 };
const FRAME_BYTES = 2 * GRID.rows * GRID.columns;
const head = headCt(NAME, GRID);
const files = [...head.files()];
const STUDY = `/studies/${head.studyUid}`;
const SERIES = `${STUDY}/series/${head.seriesUid}`;

/** What dicomweb-client for Python asks with, on which MONAI Label and 3D Slicer are built. */
const PYTHON = {
  json: "application/dicom+json, application/json",
  files: 'multipart/related; type="application/dicom"',
  frames: 'multipart/related; type="*/*"',
  boundary: "0f3cf5c0-70e0-41ef-baef-c6f9f65ec3e1",
} as const;

let secret: string;
beforeAll(async () => {
  await storeFiles(files);
  const { name } = await makePerson(stack, "contributor");
  ({ secret } = await makeToken(stack, name, { permissions: ["view", "download", "upload"] }));
});

async function get(path: string, headers: Headers): Promise<{ answer: Response; body: Buffer }> {
  const url = path.startsWith("http") ? path : `${stack.url}/pacs${path}`;
  const answer = await fetch(url, { headers, redirect: "manual" });
  expect(answer.status, path).toBe(200);
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

async function list(path: string, headers: Headers): Promise<DicomJson[]> {
  return JSON.parse((await get(path, headers)).body.toString()) as DicomJson[];
}

/** Whole objects, in whichever order. */
async function objects(path: string, headers: Headers): Promise<Buffer[]> {
  const { answer, body } = await get(path, headers);
  return partsOf(answer, body).sort((one, other) => one.compare(other));
}

const inOrder = files.toSorted((one, other) => one.compare(other));
const valuesOf = (sets: readonly DicomJson[], tag: string): unknown[] => sets.map((set) => set[tag]?.Value?.[0]);

describe("MONAI Label", () => {
  const as = (accept: string): Headers => ({ ...basic("monai", secret), Accept: accept });

  test("MONAI Label lists the series of a modality, and learns the study of a series", async () => {
    const scans = await list("/series?Modality=CT", as(PYTHON.json));
    expect(valuesOf(scans, "0020000E").filter((uid) => typeof uid !== "string")).toEqual([]);
    const [one] = await list(`/series?SeriesInstanceUID=${head.seriesUid}`, as(PYTHON.json));
    expect(one).toMatchObject({
      "00080060": { Value: ["CT"] },
      "0020000D": { Value: [head.studyUid] },
      "0020000E": { Value: [head.seriesUid] },
    });
  });

  test("MONAI Label downloads a series as files, or by its metadata and frames", async () => {
    expect(await objects(SERIES, as(PYTHON.files))).toEqual(inOrder);
    const instances = valuesOf(await list(`${SERIES}/metadata`, as(PYTHON.json)), "00080018");
    expect(instances).toHaveLength(GRID.slices);
    for (const uid of instances) {
      const { answer, body } = await get(`${SERIES}/instances/${String(uid)}/frames/1`, as(PYTHON.frames));
      const [frame = Buffer.alloc(0), ...others] = partsOf(answer, body);
      expect([frame.length, others.length]).toEqual([FRAME_BYTES, 0]);
      expect(files.some((file) => file.subarray(-FRAME_BYTES).equals(frame))).toBe(true);
    }
  });

  test("MONAI Label stores a segmentation, reads its series from the answer, and finds whose it is", async () => {
    const box = { label: "box", lab: [50, 0, 0], columns: [4, 9], rows: [4, 9], slices: [0, 2] } as const;
    const body = Buffer.concat([
      Buffer.from(`\r\n--${PYTHON.boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      segmentation(NAME, [box], GRID),
      Buffer.from(`\r\n--${PYTHON.boundary}--`),
    ]);
    const type = `multipart/related; type="application/dicom"; boundary="${PYTHON.boundary}"`;
    const headers = { ...as("*/*"), "Content-Type": type };
    const answer = await fetch(`${stack.url}/pacs/studies`, { method: "POST", headers, body });
    // It reads the answer only if the header is this, without a parameter.
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/dicom+json"]);
    const series = seriesUid({ study: NAME, series: "Boxes" });
    expect(await answer.text()).toContain(`/series/${series}/`);

    expect(valuesOf(await list("/series?Modality=SEG", as(PYTHON.json)), "0020000E")).toContain(series);
    const [metadata] = await list(`${STUDY}/series/${series}/metadata`, as(PYTHON.json));
    expect(metadata?.["00081115"]?.Value).toMatchObject([{ "0020000E": { Value: [head.seriesUid] } }]);
  });
});

test("3D Slicer imports a study by its series, their metadata, and whole series or single objects", async () => {
  const as = (accept: string): Headers => ({ ...bearer(secret), Accept: accept });
  expect(valuesOf(await list(`${STUDY}/series`, as(PYTHON.json)), "0020000E")).toContain(head.seriesUid);
  const instances = valuesOf(await list(`${SERIES}/metadata`, as(PYTHON.json)), "00080018");
  expect(instances).toHaveLength(GRID.slices);
  expect(await objects(SERIES, as(PYTHON.files))).toEqual(inOrder);
  const single: Buffer[] = [];
  for (const uid of instances) single.push(...(await objects(`${SERIES}/instances/${String(uid)}`, as(PYTHON.files))));
  expect(single.sort((one, other) => one.compare(other))).toEqual(inOrder);
});

describe("Weasis", () => {
  const as = (accept: string): Headers => ({ ...bearer(secret), Accept: accept });
  const JSON_TYPE = "application/dicom+json";
  const OBJECTS = 'multipart/related;type="application/dicom";transfer-syntax=*';
  const STUDY_FIELDS =
    "00080020,00080030,00080050,00080061,00080090,00081030,00100010,00100020,00100021,00100030,00100040,0020000D,00200010";

  /** Its searches have no Accept header. */
  async function search(path: string): Promise<DicomJson[]> {
    const { status, body } = await getAlone(`${stack.url}/pacs${path}`, bearer(secret)).answer;
    expect(status, path).toBe(200);
    return JSON.parse(body.toString()) as DicomJson[];
  }

  test("Weasis finds a study, its series, and where each of them is retrieved", async () => {
    const [study] = await search(`/studies?0020000D=${head.studyUid}&includefield=${STUDY_FIELDS}`);
    expect(study).toMatchObject({ "0020000D": { Value: [head.studyUid] }, "00100020": { Value: [NAME] } });
    const series = await search(`${STUDY}/series?includefield=0008103E,00080060,0020000E,00200011,00081190`);
    const scan = series.find((one) => one["0020000E"]?.Value?.[0] === head.seriesUid);
    expect(scan).toMatchObject({
      "00080060": { Value: ["CT"] },
      "00081190": { Value: [`${stack.url}/pacs${SERIES}`] },
    });
  });

  test("Weasis retrieves a series at its RetrieveURL, and a picture of it", async () => {
    const url = `${stack.url}/pacs${SERIES}`;
    expect(await objects(url, as(OBJECTS))).toEqual(inOrder);
    const { answer } = await get(`${url}/thumbnail?viewport=256%2C256`, as("image/jpeg"));
    expect(answer.headers.get("content-type")).toBe("image/jpeg");
  });

  test("Weasis goes on with the single objects of a series if its download was interrupted", async () => {
    const [count] = await list(`${STUDY}/series?0020000E=${head.seriesUid}&includefield=00201209`, as(JSON_TYPE));
    expect(count?.["00201209"]?.Value).toEqual([GRID.slices]);
    const fields = "includefield=00080016,00080018,00200013";
    const instances = valuesOf(
      await list(`${SERIES}/instances?${fields}&offset=0&limit=500`, as(JSON_TYPE)),
      "00080018",
    );
    expect(instances).toHaveLength(GRID.slices);
    const single: Buffer[] = [];
    for (const uid of instances) single.push(...(await objects(`${SERIES}/instances/${String(uid)}`, as(OBJECTS))));
    expect(single.sort((one, other) => one.compare(other))).toEqual(inOrder);
  });
});
