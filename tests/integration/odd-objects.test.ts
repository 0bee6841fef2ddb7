import { afterAll, beforeAll, expect, test } from "vitest";
import { orthancPid } from "../support/orthanc-threads";
import { dicomJson } from "../support/dicom-json";
import { storeFiles } from "../support/multipart";
import { instanceUid, seriesUid, studyUid } from "../support/objects/elements";
import { oddObjects } from "../support/objects/odd/corpus";
import { studyOf } from "../support/objects/odd/image";
import { ask } from "../support/session";

const FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const OBJECTS = oddObjects();
/** Those that are made by other writers, whose series have another name. */
const SERIES: Readonly<Record<string, string>> = {
  "SEG without its CT": "Boxes",
  "RTSTRUCT without its CT": "Structures",
  "PR without its CT": "Bone window",
};
let pid: string;

beforeAll(async () => {
  pid = await orthancPid();
  await storeFiles(OBJECTS.map(({ file }) => file));
});
afterAll(async () => {
  expect(await orthancPid(), "the archive's process").toBe(pid);
});

/** The status of an answer that has arrived whole. */
async function statusOf(path: string, accept: string): Promise<number> {
  const answer = await ask(path, { headers: { Accept: accept } });
  await answer.arrayBuffer();
  return answer.status;
}

test.each(OBJECTS.map(({ name }) => name))("%s is found, described, and rendered or refused", async (name) => {
  const place = { study: studyOf(name), series: SERIES[name] ?? "Odd" };
  const [study, series, instance] = [studyUid(place.study), seriesUid(place), instanceUid(place)];
  const fields = "includefield=00081030,00080060,00080090,00100030";
  const searches = [`/pacs/studies?StudyInstanceUID=${study}&${fields}`, `/pacs/studies/${study}/series?${fields}`];
  const whole = `/pacs/studies/${study}/series/${series}`;
  const one = `${whole}/instances/${instance}`;
  const described = [
    ...searches,
    `/pacs/studies/${study}/instances?includefield=all`,
    ...[`/pacs/studies/${study}`, whole, one].map((path) => `${path}/metadata`),
  ];
  // 413: what its header says of it has no room in the archive's memory.
  const drawn = [200, 400, 404, 406, ...(name === "Rows of 65,535" ? [413] : [])];
  // A refusal for good: nobody is told to try again, or that the archive has failed.
  const asked: readonly (readonly [path: string, accept: string, statuses: readonly number[]])[] = [
    [`${one}/frames/1`, FRAMES, [200, 400]],
    [`${one}/frames/1,2`, FRAMES, [200, 400]],
    [`${one}/rendered`, "image/png", drawn],
    [`${whole}/thumbnail`, "image/jpeg", drawn],
  ];
  await Promise.all([
    ...described.map(async (path) => {
      expect(await dicomJson(path), path).toHaveLength(1);
    }),
    ...asked.map(async ([path, accept, statuses]) => {
      expect(await statusOf(path, accept), path).toBeOneOf([...statuses]);
    }),
  ]);
});

// Orthanc takes the request, fails at the picture, and closes the connection after 5 s without a word.
test.concurrent.each(["rendered", "thumbnail"])(
  "a picture about which the archive says nothing is refused for good: %s",
  async (as) => {
    const [study, series] = [studyOf("Rows zero"), { study: studyOf("Rows zero"), series: "Odd" }];
    const instance = `/pacs/studies/${studyUid(study)}/series/${seriesUid(series)}/instances/${instanceUid(series)}`;
    const answer = await ask(`${instance}/${as}`, { headers: { Accept: "image/jpeg" } });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([400, null]);
    expect(await answer.json()).toMatchObject({ reason: "not-drawn" });
  },
);
