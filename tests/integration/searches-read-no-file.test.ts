/** Whatever a search asks for, Orthanc answers it out of its index (docs/adr/0037-searches-read-no-file.md). */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { type DicomJson, dicomJson } from "../support/dicom-json";
import { ATTRIBUTES } from "../support/dicomweb-reference/attributes";
import { docker } from "../support/docker";
import { storeFiles } from "../support/multipart";
import { askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { withOrthancSettings } from "../support/orthanc-settings";
import { pictureHeader, SIZE, uidsOf } from "../support/pictures";
import { ask } from "../support/session";

const MB = 1024 * 1024;
const stack = inject("stack");
/** Objects whose pixels stand behind 100 MB; one of them from before the index had more than Orthanc's own attributes. */
const FAT = { fat: randomUUID(), "fat and old": randomUUID() };

function fatFile(name: string): Buffer {
  return writeInstance([
    ...pictureHeader(name, { bits: 12, samples: 1, frames: 1 }),
    { tag: 0x00420011, vr: "OB", value: Buffer.alloc(100 * MB) },
    { tag: 0x7fe00010, vr: "OW", value: Buffer.alloc(2 * SIZE * SIZE) },
  ]);
}

/** Nothing is asked ahead. */
const QUIET = { StableAge: 3600 };

const restored: (() => Promise<void>)[] = [];
beforeAll(async () => {
  restored.push(await withOrthancSettings(stack, { ...QUIET, ExtraMainDicomTags: {} }));
  await storeFiles([fatFile(FAT["fat and old"])]);
  // No file stays in Orthanc's own cache.
  restored.push(await withOrthancSettings(stack, { ...QUIET, MaximumStorageCacheSize: 1 }));
  await storeFiles([fatFile(FAT.fat)]);
});
afterAll(async () => {
  for (const restore of restored) await restore();
});

/** What Orthanc has read so far, in bytes. */
async function hasRead(): Promise<number> {
  const { stdout } = await docker("exec", `${stack.project}-orthanc-1`, "cat", "/proc/1/io");
  return Number(/rchar: (\d+)/.exec(stdout)?.[1]);
}

/** The megabytes that Orthanc reads for a search that finds one. */
async function readFor(path: string): Promise<number> {
  const before = await hasRead();
  const answer = await ask(path);
  expect([answer.status, ((await answer.json()) as DicomJson[]).length], path).toEqual([200, 1]);
  return Math.round(((await hasRead()) - before) / MB);
}

const OHIF_STUDIES = "limit=101&offset=0&fuzzymatching=false&includefield=00081030,00080060,00080090,00100030";
const OHIF_SERIES = "includefield=00080021,00080031,0008103E,00200011";
const KNOWN = ATTRIBUTES.map(({ tag }) => tag);
const ANYTHING = "includefield=PhotometricInterpretation,00420011,00091001,EthnicGroup,PatientComments";
/** Of fields, a query may have 64. */
const FIELDS = [KNOWN.slice(0, 50), KNOWN.slice(50)].map((tags) => `includefield=${tags.join()}`);
const OF_EACH = ["", "includefield=all", ...FIELDS, ANYTHING, "IssuerOfPatientID=&Laterality=&SOPClassUID="];

test.each(Object.entries(FAT))("lists and searches of an object that is %s read no file", async (_, name) => {
  const { study, series } = uidsOf(name);
  const within = `/pacs/studies/${study}`;
  const searches = [
    `/pacs/studies?StudyInstanceUID=${study}&${OHIF_STUDIES}`,
    `${within}/series?${OHIF_SERIES}`,
    ...OF_EACH.flatMap((query) => [
      `/pacs/studies?StudyInstanceUID=${study}&${query.replace(/Lat.*$/, "")}`,
      `/pacs/series?StudyInstanceUID=${study}&${query.replace(/SOP.*=$/, "")}`,
      `/pacs/instances?StudyInstanceUID=${study}&${query}`,
      `${within}/series/${series}/instances?${query}`,
    ]),
  ];
  const read: Record<string, number> = {};
  for (const path of searches) {
    const megabytes = await readFor(path);
    if (megabytes > 20) read[path] = megabytes;
  }
  expect(read).toEqual({});
});

test("lists and searches leave no warning about the index in the archive's log", async () => {
  const since = new Date().toISOString();
  const { study, series } = uidsOf(FAT["fat and old"]);
  // OHIF's own, with attributes of a lower level, and others that the index lacks: each was a line for each result.
  for (const query of [OHIF_STUDIES, "orderby=PatientName", "includefield=all", ...FIELDS, ANYTHING]) {
    expect((await ask(`/pacs/studies?StudyInstanceUID=${study}&${query}`)).status, query).toBe(200);
  }
  for (const path of [
    `/pacs/studies/${study}/series?${OHIF_SERIES}`,
    `/pacs/studies/${study}/series/${series}/instances?${ANYTHING}`,
  ]) {
    expect((await ask(path)).status, path).toBe(200);
  }
  const { stdout, stderr } = await docker("logs", "--since", since, `${stack.project}-orthanc-1`);
  const warned = (stdout + stderr).split("\n").filter((line) => /\bW00\d: /.test(line));
  expect(warned).toEqual([]);
});

/** What is in no file, or in no table of Orthanc's but known all the same. */
const COMPUTED = ["00080005", "00080016", "00080056", "00080061", "00081190", "00201206", "00201208", "00201209"];

test("the index has exactly the attributes that searches use", async () => {
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const [answer] = await askOrthanc(stack, admin, [{ line: "GET /system", headers: ["Connection: close"] }]);
  const { MainDicomTags } = JSON.parse(answer?.text ?? "") as { MainDicomTags: Record<string, string> };
  const tagsOf = (...levels: string[]): string[] =>
    levels.flatMap((level) => (MainDicomTags[level] ?? "").replaceAll(",", "").toUpperCase().split(";"));
  const LEVELS = { study: tagsOf("Patient", "Study"), series: tagsOf("Series"), instance: tagsOf("Instance") };
  const stored = ATTRIBUTES.filter(({ tag }) => !COMPUTED.includes(tag));
  for (const { tag, level } of stored) expect(LEVELS[level], `${level} ${tag}`).toContain(tag);
  expect([...new Set(Object.values(LEVELS).flat())].sort()).toEqual(stored.map(({ tag }) => tag).sort());
});

test("a search for an instance stored earlier returns what the index had at that time", async () => {
  const [fat, old] = await Promise.all(
    Object.values(FAT).map(async (name) => dicomJson(`/pacs/studies/${uidsOf(name).study}/instances`)),
  );
  expect([fat?.[0]?.["00280010"]?.Value, old?.[0]?.["00280010"]?.Value]).toEqual([[SIZE], undefined]);
  expect(old?.[0]?.["00080018"]?.Value).toEqual([uidsOf(FAT["fat and old"]).instance]);
});
