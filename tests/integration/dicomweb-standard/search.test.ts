import { beforeAll, describe, expect, test } from "vitest";
import { dicomJson, type DicomJson } from "../../support/dicom-json";
import { storeFiles } from "../../support/multipart";
import { pictureWith } from "../../support/names";
import { SIZE } from "../../support/pictures";
import { ask } from "../../support/session";
import { john, JOHN, waylon, WAYLON } from "./objects";

const BOTH = [JOHN.study, WAYLON.study];
const SMITH = "PatientName=SMITH*";

beforeAll(async () => storeFiles([john, waylon]));

async function found(path: string, tag: string): Promise<unknown[]> {
  return (await dicomJson(path)).map((set) => set[tag]?.Value?.[0]).sort();
}

/** Queries as in PS3.18, section 8.3.4, and as clients write them; all find these studies and no others. */
const STUDIES: readonly (readonly [query: string, studies: readonly string[]])[] = [
  ["PatientID=11235813", [JOHN.study]],
  ["00100020=11235813", [JOHN.study]],
  ["PatientID=11235813&StudyDate=20130509", [JOHN.study]],
  ["PatientID=11235813&StudyDate=20130510", []],
  ["00100010=SMITH*&limit=25", BOTH],
  [`${SMITH}&StudyDate=20130509-20130510`, BOTH],
  [`${SMITH}&StudyDate=20130510-`, [WAYLON.study]],
  [`${SMITH}&StudyDate=-20130509`, [JOHN.study]],
  [`${SMITH}&StudyTime=100000-110000`, [JOHN.study]],
  [`${SMITH}&StudyTime=200000-`, [WAYLON.study]],
  [`${SMITH}&StudyDate=20130501-20130531&StudyTime=-120000`, [JOHN.study]],
  [`StudyInstanceUID=${BOTH.join(",")}`, BOTH],
  [`StudyInstanceUID=${BOTH.join("%2C")}`, BOTH],
  [`0020000d=${BOTH.join("%5C")}`, BOTH],
  ["PatientName=SMITH%5EJOHN%20Q", [JOHN.study]],
  // URLSearchParams and Python write a space so, and a plus sign as %2B.
  ["PatientName=SMITH%5EJOHN+Q", [JOHN.study]],
  [`${SMITH}&AccessionNumber=ACC%2B1`, [JOHN.study]],
  ["PatientName=SMITH^JOH?%20Q", [JOHN.study]],
  ["PatientName=smith^*", [JOHN.study]],
  [`${SMITH}&ModalitiesInStudy=MR`, [WAYLON.study]],
  [`${SMITH}&ModalitiesInStudy=CT,MR`, BOTH],
  [`${SMITH}&ModalitiesInStudy=CT%5CMR&multiplevaluematching=true`, BOTH],
  [`${SMITH}&PatientID=&ReferringPhysicianName=`, BOTH],
  [`${SMITH}&emptyvaluematching=false&multiplevaluematching=false`, BOTH],
  [`${SMITH}&includefield=all`, BOTH],
  [`${SMITH}&fuzzymatching=false&limit=5000&offset=0`, BOTH],
  [`${SMITH}&limit=10&offset=2`, []],
  [`${SMITH}&limit=0`, []],
  ["limit=0&offset=3", []],
  [`${SMITH}&accept=application/dicom%2Bjson&charset=utf-8`, BOTH],
  [`&${SMITH}&accept=application/dicom+json`, BOTH],
];

test.each(STUDIES)("the search /studies?%s finds the expected studies", async (query, studies) => {
  expect(await found(`/pacs/studies?${query}`, "0020000D")).toEqual([...studies].sort());
});

describe("search values with an ampersand", () => {
  const AMPERSANDS = "AMPER&SANDS";
  const DESCRIPTIONS = ["A&E trauma", "A&E follow-up", "A+E", "Head & Neck", "x&_method=DELETE"];
  const PATIENT = { tag: 0x00100020, vr: "LO", value: AMPERSANDS };
  beforeAll(async () => storeFiles(DESCRIPTIONS.map((description) => pictureWith(description, [PATIENT]))));

  test.each<[string, readonly string[]]>([
    ["A&E trauma", ["A&E trauma"]],
    ["a&e*", ["A&E trauma", "A&E follow-up"]],
    ["*&*", ["A&E trauma", "A&E follow-up", "Head & Neck", "x&_method=DELETE"]],
    ["head & neck", ["Head & Neck"]],
    ["A&E trauma\\Head & Neck", ["A&E trauma", "Head & Neck"]],
    ["x&_method=DELETE", ["x&_method=DELETE"]],
    ["A&limit=0", []],
  ])("the search value %s finds what has it and nothing else", async (value, descriptions) => {
    const query = new URLSearchParams({ StudyDescription: value, PatientID: AMPERSANDS });
    expect(await found(`/pacs/studies?${query}`, "00081030")).toEqual([...descriptions].sort());
    const series = await found(`/pacs/series?${query}&includefield=00081030`, "00081030");
    expect(series).toEqual([...descriptions].sort());
  });

  test("an attribute searched by a value with an ampersand is returned without includefield", async () => {
    const query = new URLSearchParams({ StudyDescription: "A&E*", PatientID: AMPERSANDS, limit: "1" });
    expect(await found(`/pacs/instances?${query}&offset=1`, "00081030")).toEqual([expect.stringMatching(/^A&E /)]);
  });
});

test("pages of a search add up to the whole result", async () => {
  const pages = [0, 1].map(async (offset) => found(`/pacs/studies?${SMITH}&limit=1&offset=${offset}`, "0020000D"));
  expect((await Promise.all(pages)).flat().sort()).toEqual([...BOTH].sort());
});

const IN_STUDY = `/pacs/studies/${JOHN.study}`;

test.each<[string, string]>([
  [`${IN_STUDY}/series?Modality=CT&SeriesNumber=1`, "0020000E"],
  [`${IN_STUDY}/series?PerformedProcedureStepStartDate=20130509`, "0020000E"],
  [`/pacs/series?PatientID=11235813&Modality=CT`, "0020000E"],
  [`/pacs/series?SeriesInstanceUID=${JOHN.series},1.2.3&StudyDate=20130501-`, "0020000E"],
  [`${IN_STUDY}/instances?InstanceNumber=1`, "00080018"],
  [`${IN_STUDY}/series/${JOHN.series}/instances?SOPInstanceUID=${JOHN.instance},1.2.3`, "00080018"],
  [`${IN_STUDY}/instances?Rows=${SIZE}&Columns=0${SIZE}&BitsAllocated=8,16&SamplesPerPixel=1`, "00080018"],
  [`/pacs/instances?PatientID=11235813&00280010=${SIZE}&00280008=3&limit=5`, "00080018"],
  [`/pacs/instances?PatientID=11235813&Modality=CT&SOPClassUID=1.2.840.10008.5.1.4.1.1.7.3`, "00080018"],
])("the search %s returns the expected resources", async (path, tag) => {
  expect(await found(path, tag)).toEqual([tag === "0020000E" ? JOHN.series : JOHN.instance]);
});

describe("keys in Request Attributes Sequence", () => {
  const KEY = "RequestAttributesSequence";

  test.each<[string, readonly string[]]>([
    [`${KEY}.ScheduledProcedureStepID=STEP1`, [JOHN.series]],
    ["00400275.00400009=STEP1", [JOHN.series]],
    [`${KEY}.RequestedProcedureID=procedure*&00400275.00400009=ST?P1`, [JOHN.series]],
    [`${KEY}.RequestedProcedureID=none%5CPROCEDURE1&Modality=CT`, [JOHN.series]],
    [`${KEY}.ScheduledProcedureStepID=`, [JOHN.series]],
    [`${KEY}.ScheduledProcedureStepID=STEP1&SeriesInstanceUID=${JOHN.series},1.2.3&limit=1`, [JOHN.series]],
    [`${KEY}.ScheduledProcedureStepID=STEP1&Modality=MR`, []],
    [`${KEY}.ScheduledProcedureStepID=STEP2`, []],
    [`${KEY}.ScheduledProcedureStepID=STEP1&${KEY}.RequestedProcedureID=PROCEDURE2`, []],
    [`${KEY}.ScheduledProcedureStepID=STEP1&offset=1`, []],
    [`${KEY}.ScheduledProcedureStepID=a%26limit%3D0`, []],
  ])("the search /series?PatientID=11235813&%s finds the expected series", async (query, series) => {
    for (const path of ["/pacs/series", `${IN_STUDY}/series`]) {
      expect(await found(`${path}?PatientID=11235813&${query}`, "0020000E")).toEqual(series);
    }
  });

  test("the answer has the sequence, and a warning of what the index does not have", async () => {
    const answer = await ask(`${IN_STUDY}/series?${KEY}.ScheduledProcedureStepID=STEP1&includefield=${KEY}`);
    const [series] = (await answer.json()) as DicomJson[];
    expect(series?.["00400275"]?.Value).toMatchObject([{ "00400009": { Value: ["STEP1"] } }]);
    expect(answer.headers.get("warning")).toMatch(/^299 collimator "Series whose Request Attributes Sequence/);
  });
});

test("a search for instances by Rows or Columns finds none that has others", async () => {
  for (const key of [`Rows=${SIZE + 1}`, `Columns=${SIZE + 1},${SIZE + 2}`, "SamplesPerPixel=3", "BitsAllocated=1"]) {
    expect(await found(`${IN_STUDY}/instances?${key}`, "00080018"), key).toEqual([]);
  }
});

describe("includefield", () => {
  const physicians = { "00081048": [{ Alphabetic: "HOUSE^G" }], "00081060": [{ Alphabetic: "WATSON^J" }] };
  const step = { "00400275": [expect.objectContaining({ "00400009": { vr: "SH", Value: ["STEP1"] } })] };

  test.each<[string, string, object]>([
    ["/pacs/studies", "includefield=00081048,00081060", physicians],
    ["/pacs/studies", "includefield=00081048&includefield=00081049&includefield=00081060", physicians],
    ["/pacs/studies", "includefield=PhysiciansOfRecord%2CNameOfPhysiciansReadingStudy", physicians],
    ["/pacs/series", "includefield=RequestAttributesSequence", step],
    ["/pacs/series", "includefield=00400275.00400009", step],
    ["/pacs/series", "includefield=RequestAttributesSequence.ScheduledProcedureStepID", step],
  ])("%s?%s returns the requested fields", async (path, query, expected) => {
    const [set] = await dicomJson(`${path}?PatientID=11235813&${query}`);
    for (const [tag, value] of Object.entries(expected)) expect(set?.[tag]?.Value, tag).toEqual(value);
  });
});

test("a search in XML returns the same studies, one in each part", async () => {
  for (const [query, accept] of [
    ["", 'multipart/related; type="application/dicom+xml"'],
    ["", 'application/dicom+json;q=0.2, multipart/related; type="application/dicom+xml";q=0.9'],
    ['&accept=multipart/related;type="application/dicom%2Bxml"', "*/*"],
  ]) {
    const answer = await ask(`/pacs/studies?${SMITH}${query ?? ""}`, { headers: { Accept: accept ?? "" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^multipart/)]);
    const parts = await answer.text();
    expect(parts.match(/<NativeDicomModel/g)).toHaveLength(2);
    for (const study of BOTH) expect(parts).toContain(study);
  }
});

test.each<[string, RegExp | null]>([
  [`${SMITH}&fuzzymatching=true`, /^299 collimator "Fuzzy matching is not supported/],
  [`${SMITH}&limit=5000`, /^299 collimator "No more than 1000 results/],
  [`${SMITH}&limit=1000&fuzzymatching=false`, null],
])("the answer to %s warns of what is not supported", async (query, warning) => {
  const answer = await ask(`/pacs/studies?${query}`);
  expect((await answer.json()) as DicomJson[]).toHaveLength(2);
  const field = answer.headers.get("warning");
  if (warning === null) expect(field).toBeNull();
  else expect(field).toMatch(warning);
});

/** What the standard allows, and Orthanc cannot do or would read as a search for everything. */
test.each<[string, number, string]>([
  ["/pacs/studies?OtherPatientIDsSequence.00100020=11235813", 400, "search-sequence"],
  ["/pacs/studies?00101002.00100020=11235813", 400, "search-sequence"],
  ["/pacs/instances?RequestAttributesSequence.ScheduledProcedureStepID=STEP1", 400, "search-sequence"],
  ["/pacs/series?RequestAttributesSequence.ScheduledProcedureStepDescription=x", 400, "search-sequence"],
  ["/pacs/studies?emptyvaluematching=true&StudyDescription=%22%22", 400, "search-emptyvaluematching"],
  ["/pacs/studies?PatientComments=x", 400, "search-unknown-key"],
  ["/pacs/studies?accept=application/dicom%2Bxml", 406, "not-acceptable"],
  ["/pacs/studies?charset=iso-8859-1", 406, "charset"],
])("%s is refused with %i and the reason %s", async (path, status, reason) => {
  const answer = await ask(path);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect([answer.status, await answer.json()]).toMatchObject([status, { status, reason }]);
});

test("a search with the limit 0 gets an empty list at every level, and nothing in XML", async () => {
  for (const path of ["/pacs/studies", "/pacs/series", `/pacs/studies/${JOHN.study}/instances`]) {
    const answer = await ask(`${path}?limit=0`);
    const head = ["content-type", "content-length", "cache-control"].map((name) => answer.headers.get(name));
    expect([answer.status, ...head]).toEqual([200, "application/dicom+json", "2", "private, no-store"]);
    expect(await answer.json()).toEqual([]);
    const xml = await ask(`${path}?limit=0`, {
      headers: { Accept: 'multipart/related; type="application/dicom+xml"' },
    });
    expect([xml.status, await xml.text()]).toEqual([204, ""]);
  }
});
