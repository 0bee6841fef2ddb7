import { beforeAll, describe, expect, test } from "vitest";
import type { Element } from "../../scripts/lib/dicom-writer";
import { phantomSeries } from "../../scripts/lib/phantom";
import { uidOf } from "../../scripts/lib/uid";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { pictureWith } from "../support/names";
import { uidsOf } from "../support/pictures";

const DATE = 0x00080020;
const TIME = 0x00080030;
const DESCRIPTION = 0x00081030;
const NAME = 0x00100010;
const ID = 0x00100020;

const empty = (tag: number, vr: string): Element => ({ tag, vr, value: "" });
const ALL_EMPTY = [empty(DATE, "DA"), empty(TIME, "TM"), empty(DESCRIPTION, "LO"), empty(NAME, "PN"), empty(ID, "LO")];

/** Studies that lack something: what is replaced, and what is left out. */
const INCOMPLETE: readonly (readonly [name: string, others: readonly Element[], without: readonly number[]])[] = [
  ["no study date", [], [DATE, TIME]],
  ["no patient name", [], [NAME]],
  ["no description", [], [DESCRIPTION]],
  ["none of them", [], [DATE, TIME, DESCRIPTION, NAME, ID]],
  ["all of them empty", ALL_EMPTY, []],
];

/** The UIDs that OHIF's study list gets, page by page. */
async function listed(): Promise<unknown[]> {
  const fields = "00081030,00080060,00080090,00080050,00080061";
  const found: unknown[] = [];
  for (let offset = 0; ; offset += 101) {
    const query = `limit=101&offset=${offset}&fuzzymatching=false&includefield=${fields}`;
    const page = await dicomJson(`/pacs/studies?${query}`);
    found.push(...page.map((study) => study["0020000D"]?.Value?.[0]));
    if (page.length < 101) return found;
  }
}

describe("incomplete studies", () => {
  beforeAll(async () => {
    await storeFiles(INCOMPLETE.map(([name, others, without]) => pictureWith(name, others, without)));
  });

  test.each(INCOMPLETE)("a study with %s is listed and its metadata can be read", async (name) => {
    const { study, series } = uidsOf(name);
    expect(await listed()).toContain(study);
    expect(await dicomJson(`/pacs/studies/${study}/series`)).toHaveLength(1);
    expect(await dicomJson(`/pacs/studies/${study}/series/${series}/metadata`)).toHaveLength(1);
  });

  test("a study without a date matches no date range", async () => {
    const { study } = uidsOf("no study date");
    const found = await dicomJson(`/pacs/studies?StudyDate=19000101-20991231&StudyInstanceUID=${study}`);
    expect(found).toEqual([]);
  });
});

test("several series with the same number are all listed, each with its own description", async () => {
  const descriptions = ["first", "second", "third"];
  const { study } = uidsOf("one number");
  const files = descriptions.map((description) =>
    pictureWith(`one number ${description}`, [
      { tag: 0x0020000d, vr: "UI", value: study },
      { tag: 0x00200011, vr: "IS", value: "1" },
      { tag: 0x0008103e, vr: "LO", value: description },
      // One study has one patient and one name.
      { tag: NAME, vr: "PN", value: "One^Number" },
      { tag: DESCRIPTION, vr: "LO", value: "One number" },
    ]),
  );
  await storeFiles(files);
  const series = await dicomJson(`/pacs/studies/${study}/series`);
  expect(series.map((one) => one["00200011"]?.Value)).toEqual([[1], [1], [1]]);
  expect(series.map((one) => one["0008103E"]?.Value?.[0]).toSorted()).toEqual(descriptions);
});

describe("a study of 3,000 instances", () => {
  const name = "three thousand";
  const phantom = phantomSeries({ name, slices: 3000, rows: 16, columns: 16, patientName: "Three^Thousand" });
  const study = uidOf(`${name} study`);
  const seriesMetadata = `/pacs/studies/${study}/series/${phantom.seriesUid}/metadata`;

  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    console.log(`3,000 instances, ${what}: ${Math.round(performance.now() - start)} ms`);
    return result;
  }

  beforeAll(async () => {
    await timed("stored", async () => storeFiles([...phantom.files()]));
  });

  test("a study of 3,000 instances is listed with its number of instances", async () => {
    const [found] = await timed("study list", async () => dicomJson(`/pacs/studies?StudyInstanceUID=${study}`));
    expect(found?.["00201208"]?.Value).toEqual([3000]);
    const [series] = await timed("series list", async () => dicomJson(`/pacs/studies/${study}/series`));
    expect(series?.["00201209"]?.Value).toEqual([3000]);
  });

  test.each(["series metadata, first time", "series metadata, second time"])(
    "a study of 3,000 instances answers with %s",
    async (what) => {
      const instances = await timed(what, async () => dicomJson(seriesMetadata));
      const numbers = new Set(instances.map((instance) => instance["00200013"]?.Value?.[0]));
      expect(numbers.size).toBe(3000);
    },
  );
});
