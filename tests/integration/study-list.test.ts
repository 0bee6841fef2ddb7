/** Lists of studies, which the gateway writes itself (docs/adr/0039-studies-newest-first.md). */
import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { type DicomJson, dicomJson } from "../support/dicom-json";
import { ATTRIBUTES } from "../support/dicomweb-reference/attributes";
import { storeFiles } from "../support/multipart";
import { MISREAD, PEOPLE, pictureWith, studyOf } from "../support/names";
import { studyUid } from "../support/objects/elements";
import { oddObjects } from "../support/objects/odd/corpus";
import { studyOf as oddStudyOf } from "../support/objects/odd/image";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { uidsOf } from "../support/pictures";
import { ask } from "../support/session";

const stack = inject("stack");
const ODD = oddObjects();
const FIELDS = ATTRIBUTES.filter(({ level }) => level === "study").map(({ tag }) => tag);
const UIDS = [
  ...[...PEOPLE, ...MISREAD].map(({ id }) => uidsOf(id).study),
  ...new Set(ODD.map(({ name }) => studyUid(oddStudyOf(name)))),
];

const crowd = randomUUID().slice(0, 8);
const patient = (at: number): string => `${crowd} ${at}`;
/** In the order in which they are listed: newest first, without a time and without a date last. */
const DATES: readonly (readonly [date: string, time: string])[] = [
  ["29991231", "120000"],
  ["20261130", "235959"],
  ["20261130", "101500.5"],
  ["20261130", "101500"],
  ["20261130", ""],
  ["20250228", "080000"],
  ["20031231", "080000"],
  ["19000101", "000000"],
  ["", "120000"],
];

beforeAll(async () => {
  const dated = DATES.map(([date, time], at) =>
    pictureWith(patient(at), [
      { tag: 0x00080020, vr: "DA", value: date },
      { tag: 0x00080030, vr: "TM", value: time },
      { tag: 0x00100010, vr: "PN", value: `Список^${crowd}` },
      { tag: 0x00100020, vr: "LO", value: patient(at) },
    ]),
  );
  await storeFiles([...[...PEOPLE, ...MISREAD].map(studyOf), ...ODD.map(({ file }) => file), ...dated.toReversed()]);
});

/** What Orthanc's own plugin answers to a search. */
async function pluginJson(query: string): Promise<readonly DicomJson[]> {
  const view = credentialsOf(await orthancUsers(stack.project), "view");
  const headers = ["Accept: application/dicom+json"];
  const [answer] = await askOrthanc(stack, view, [{ line: `GET /dicom-web/studies?${query}`, headers }]);
  return JSON.parse(answer?.text ?? "") as DicomJson[];
}

/** By UID, with no more of an address than its path, and without Modalities in Study that have no value. */
function comparable(list: readonly DicomJson[]): Record<string, unknown> {
  const studies = list.map((study) => {
    const members = Object.entries(study).filter(
      ([tag, element]) => tag !== "00080061" || element?.Value !== undefined,
    );
    const address = new URL(String(study["00081190"]?.Value?.[0]));
    const uid = `${String(study["0020000D"]?.Value?.[0])} ${String(study["00100020"]?.Value?.[0])}`;
    return [uid, { ...Object.fromEntries(members), "00081190": { vr: "UR", Value: [address.pathname] } }] as const;
  });
  expect(new Set(studies.map(([uid]) => uid)).size).toBe(list.length);
  return Object.fromEntries(studies);
}

test.each([
  ["what every list has", ""],
  ["all fields that the index has", `&includefield=${FIELDS.join()}`],
  ["the fields that OHIF asks for", "&includefield=00081030,00080090,00100030"],
  ["its own keys", "&00080080=&00081030=&00100021="],
  ["a filter by name", "&00100010=*a*&00100040=O"],
  ["a filter by modality", "&00080061=CT,OT"],
])("a study is listed with the same members as Orthanc's plugin gives: %s", async (_, more) => {
  for (let first = 0; first < UIDS.length; first += 90) {
    const query = `limit=1000&0020000D=${UIDS.slice(first, first + 90).join()}${more}`;
    const own = comparable(await dicomJson(`/pacs/studies?${query}`));
    expect(own).toEqual(comparable(await pluginJson(query)));
    expect(Object.keys(own).length, query).toBeGreaterThan(0);
  }
});

const IDS = DATES.map((_, at) => patient(at));
const ids = (list: readonly DicomJson[]): unknown[] => list.map((study) => study["00100020"]?.Value?.[0]);

test.each([
  ["by text", `PatientID=${crowd}*`],
  ["by letters beyond ASCII", `PatientName=${encodeURIComponent("*список*")}&PatientID=${crowd}*`],
])("studies searched %s are listed newest first, each on one page", async (_, filter) => {
  const path = `/pacs/studies?${filter}`;
  expect(ids(await dicomJson(path))).toEqual(IDS);
  for (const limit of [1, 2, 4, 9]) {
    const pages: unknown[] = [];
    for (let offset = 0; offset < IDS.length + 1; offset += limit) {
      pages.push(...ids(await dicomJson(`${path}&limit=${limit}&offset=${offset}`)));
    }
    expect(pages, `${limit} at once`).toEqual(IDS);
  }
});

/** Of the attributes that studies are sorted by, the values of five studies, in ascending order. */
const SORTED = { StudyDate: "DA", PatientName: "PN", PatientID: "LO", StudyDescription: "LO", AccessionNumber: "SH" };
const TAGS = {
  StudyDate: 0x00080020,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  StudyDescription: 0x00081030,
  AccessionNumber: 0x00080050,
};

test.each(Object.keys(SORTED) as (keyof typeof SORTED)[])(
  "studies are sorted by %s in both directions, those of the same value newest first",
  async (keyword) => {
    const name = randomUUID().slice(0, 8);
    const values = keyword === "StudyDate" ? ["19990101", "20010101", "20010101", "20240229"] : ["A", "b", "B", "C"];
    const times = ["100000", "120000", "110000", "100000"];
    const files = values.map((value, at) =>
      pictureWith(`${name} ${at}`, [
        ...(keyword === "StudyDate" ? [] : [{ tag: 0x00080020, vr: "DA", value: "20200101" } as const]),
        { tag: 0x00080030, vr: "TM", value: times[at] ?? "" },
        ...(keyword === "PatientName" ? [] : [{ tag: 0x00100010, vr: "PN", value: `SORT${name}` } as const]),
        {
          tag: TAGS[keyword],
          vr: SORTED[keyword],
          value: keyword === "StudyDate" ? value : `${name} ${value}`,
        },
      ]),
    );
    await storeFiles(files.toReversed());
    const uids = files.map((_, at) => uidsOf(`${name} ${at}`).study);
    const filter = `StudyInstanceUID=${uids.join()}`;
    const listed = async (query: string): Promise<unknown[]> =>
      (await dicomJson(`/pacs/studies?${filter}&${query}`)).map((study) =>
        uids.indexOf(String(study["0020000D"]?.Value?.[0])),
      );
    const ascending = keyword === "StudyDate" ? [0, 2, 1, 3] : [0, 1, 2, 3];
    expect(await listed(`orderby=${keyword}`)).toEqual(ascending);
    expect(await listed(`orderby=-${keyword}`)).toEqual([3, 1, 2, 0]);
    expect(await listed(`orderby=${keyword}&limit=2&offset=1`)).toEqual(ascending.slice(1, 3));
  },
);

test("studies without a value come first where values ascend, and last where they descend", async () => {
  const name = randomUUID();
  const files = ["B", "", "A"].map((value, at) =>
    pictureWith(`${name} ${at}`, [{ tag: TAGS.AccessionNumber, vr: "SH", value: value === "" ? "" : `${value}1` }]),
  );
  await storeFiles(files);
  const uids = files.map((_, at) => uidsOf(`${name} ${at}`).study);
  const listed = async (orderBy: string): Promise<unknown[]> =>
    (await dicomJson(`/pacs/studies?StudyInstanceUID=${uids.join()}&orderby=${orderBy}`)).map((study) =>
      uids.indexOf(String(study["0020000D"]?.Value?.[0])),
    );
  expect(await listed("AccessionNumber")).toEqual([1, 2, 0]);
  expect(await listed("-AccessionNumber")).toEqual([0, 2, 1]);
});

test("a list of all studies says how many there are, and a search does not", async () => {
  const total = async (query: string): Promise<string | null> => {
    const answer = await ask(`/pacs/studies?${query}`);
    await answer.arrayBuffer();
    return answer.headers.get("x-total-count");
  };
  const [counted] = await askOrthanc(stack, credentialsOf(await orthancUsers(stack.project), "watch"), [
    { line: "POST /tools/count-resources", body: '{"Level":"Study","Query":{}}' },
  ]);
  const { Count } = JSON.parse(counted?.text ?? "") as { readonly Count: number };
  expect(Count).toBeGreaterThan(100);
  for (const query of ["limit=3", "limit=3", "limit=1000", "limit=5&offset=900000", "orderby=PatientID&limit=2"]) {
    expect(await total(query), query).toBe(String(Count));
  }
  expect(await total("PatientID=x*")).toBeNull();
});

test.each([
  ["StudyDate=20261130", [1, 2, 3, 4]],
  ["StudyDate=20030101-20251231", [5, 6]],
  ["StudyDate=-20251231&limit=2", [5, 6]],
  ["StudyDate=20261130-&offset=1", [1, 2, 3, 4]],
  ["StudyDate=19000101-19000101", [7]],
])("a search by dates lists the newest of them first: %s", async (query, expected) => {
  expect(ids(await dicomJson(`/pacs/studies?PatientID=${crowd}*&${query}`))).toEqual(expected.map(patient));
});

test("a study that has just been stored is on the first page of the list, in front of all older ones", async () => {
  const name = randomUUID();
  await storeFiles([pictureWith(name, [{ tag: 0x00080020, vr: "DA", value: "99991231" }])]);
  const list = await dicomJson("/pacs/studies?limit=101&offset=0&fuzzymatching=false");
  const at = list.findIndex((study) => study["0020000D"]?.Value?.[0] === uidsOf(name).study);
  expect(at).toBeGreaterThanOrEqual(0);
  // Other tests store dates that are none.
  const before = list.slice(0, at).map((study) => String(study["00080020"]?.Value?.[0]));
  expect(before.filter((date) => date < "99991231")).toEqual([]);
});
