import { beforeAll, describe, expect, inject, test } from "vitest";
import { gatewayFrame, isSliced } from "../support/frame-answers";
import { ask } from "../support/session";
import { pixelsOf, storePastTheDoor } from "../support/two-patients";
import { type Names, newNames, newUid } from "../support/uid-objects";

/** A study that the archive has under two patients, from a time when its door let that in. */
const stack = inject("stack");

type Attributes = Readonly<Record<string, { readonly Value?: readonly unknown[]; readonly BulkDataURI?: string }>>;

const first = { ...newNames(), patient: `FIRST ${newUid().slice(-6)}` };
/** All of its UIDs are those of the first one's: a corrected Patient ID. */
const same = { ...first, patient: `SECOND ${newUid().slice(-6)}` };
const another = { ...newNames(), patient: "FIRST" };
/** Only its study is. */
const beside = { ...newNames(), patient: "SECOND", study: another.study };
/** Two that a search does not tell apart. */
const upper = { ...newNames(), patient: "FIRST*" };
const lower = { ...newNames(), patient: "SECOND", study: upper.study };

beforeAll(async () => {
  await storePastTheDoor(stack, [first, another, upper], [same, beside, lower]);
});

async function get(path: string, accept: string): Promise<{ status: number; text: string }> {
  const answer = await ask(`/pacs${path}`, { headers: { Accept: accept } });
  return { status: answer.status, text: await answer.text() };
}

const JSON_TYPE = "application/dicom+json";
const json = async (path: string): Promise<{ status: number; list: readonly Attributes[] }> => {
  const { status, text } = await get(path, JSON_TYPE);
  return { status, list: status === 200 ? (JSON.parse(text) as Attributes[]) : [] };
};
const patientsIn = (list: readonly Attributes[]): unknown[] => list.map((one) => one["00100020"]?.Value?.[0]);
const seriesPath = ({ study, series }: Names): string => `/studies/${study}/series/${series}`;
const path = (names: Names): string => `${seriesPath(names)}/instances/${names.instance}`;

async function expectRefused(target: string, accept: string): Promise<void> {
  const { status, text } = await get(target, accept);
  expect([target, status, (JSON.parse(text) as { reason?: string }).reason]).toEqual([target, 409, "two-patients"]);
  expect(text).toContain("collimator collisions");
}

describe.each([
  ["with the same series and instances", first, same],
  ["with series of their own", another, beside],
])("a study of two patients %s", (_, mine, other) => {
  test.each(["", "series", "instances"])(
    "a search for a study of two patients finds the first patient's: %s",
    async (level) => {
      const target = level === "" ? `/studies?StudyInstanceUID=${mine.study}` : `/studies/${mine.study}/${level}`;
      const { status, list } = await json(target);
      expect([status, patientsIn(list)]).toEqual([200, [mine.patient]]);
    },
  );

  test("lists of studies show a study of two patients under each of them", async () => {
    for (const { patient } of [mine, other]) {
      const { list } = await json(`/studies?StudyInstanceUID=${mine.study}&PatientID=${encodeURIComponent(patient)}`);
      expect(patientsIn(list)).toEqual([patient]);
    }
  });

  test.each(["study", "series"])("a study of two patients has the first one's metadata, of the %s", async (level) => {
    const { status, list } = await json(`${level === "study" ? `/studies/${mine.study}` : seriesPath(mine)}/metadata`);
    expect([status, patientsIn(list)]).toEqual([200, [mine.patient]]);
    expect(list[0]?.["00204000"]?.Value).toEqual([`of ${mine.patient}`]);
    expect(list[0]?.["00420011"]?.BulkDataURI).toBe(`${stack.url}/pacs${path(mine)}/bulk/00420011`);
  });

  test("a study of two patients has the first one's frames", async () => {
    const frame = await gatewayFrame(path(mine), 1);
    expect([frame.status, isSliced(frame)]).toEqual([200, true]);
    expect(frame.bytes.equals(pixelsOf(mine.patient))).toBe(true);
  });

  test("a study of two patients has the first one's instances, by themselves", async () => {
    const { status, text } = await get(path(mine), "application/dicom");
    expect(status).toBe(200);
    expect([text.includes(`of ${mine.patient}`), text.includes(`of ${other.patient}`)]).toEqual([true, false]);
  });

  test.each([
    ["", 'multipart/related; type="application/dicom"'],
    ["/rendered", "image/jpeg"],
    ["/thumbnail", "image/jpeg"],
    ["/metadata", 'multipart/related; type="application/dicom+xml"'],
  ])("a study of two patients is refused as a whole where the archive would mix or choose: %s", async (end, accept) => {
    await expectRefused(`/studies/${mine.study}${end}`, accept);
  });
});

const OF_SERIES = [
  ["", 'multipart/related; type="application/dicom"'],
  ["/rendered", "image/jpeg"],
  ["/thumbnail", "image/jpeg"],
] as const;
const OF_INSTANCE = [
  ...OF_SERIES,
  ["/metadata", JSON_TYPE],
  ["/frames/1/rendered", "image/jpeg"],
  ["/bulk/00420011", 'multipart/related; type="application/octet-stream"'],
] as const;

test.each(OF_SERIES)("a series of two patients is refused: %s", async (end, accept) => {
  await expectRefused(`${seriesPath(first)}${end}`, accept);
});

test.each(OF_INSTANCE)("an instance of two patients is refused: %s", async (end, accept) => {
  await expectRefused(`${path(first)}${end}`, accept);
});

test.each(OF_INSTANCE)(
  "an instance of the first patient alone is shown, and the second one's is not: %s",
  async (end, accept) => {
    expect((await get(`${path(another)}${end}`, accept)).status).toBe(200);
    expect((await get(`${path(beside)}${end}`, accept)).status).toBe(404);
  },
);

test("a search for a study of two patients finds the first one's, also if that Patient ID has wildcards", async () => {
  const { status, list } = await json(`/studies?StudyInstanceUID=${upper.study}&limit=1`);
  expect([status, patientsIn(list)]).toEqual([200, [upper.patient]]);
});

test("the second patient's frames and metadata are not served under the study", async () => {
  expect((await gatewayFrame(path(beside), 1)).status).toBe(404);
  expect((await json(`${seriesPath(beside)}/metadata`)).status).toBe(404);
  expect((await json(`${seriesPath(beside)}/instances`)).list).toEqual([]);
});

test("searches that can't be restricted to the first patient are refused", async () => {
  await expectRefused(`/studies/${upper.study}/series`, JSON_TYPE);
  await expectRefused(`/studies/${another.study}/series?PatientID=SECOND`, JSON_TYPE);
  await expectRefused(`/studies/${another.study}/series?SeriesDescription=${encodeURIComponent("ä")}`, JSON_TYPE);
  expect((await json(`/studies/${upper.study}/metadata`)).list).toHaveLength(1);
});
