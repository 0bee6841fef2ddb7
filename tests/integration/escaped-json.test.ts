import { afterAll, beforeAll, expect, test } from "vitest";
import { writeInstance } from "../../scripts/lib/dicom-writer";
import { stowBody, stowType } from "../../scripts/lib/stow";
import { common, instanceUid, seriesUid, studyUid, text } from "../support/objects/elements";
import { orthancIdOf } from "../support/orthanc-id";
import { ask, remove } from "../support/session";

const STUDY = "escaped json";
const SERIES = { study: STUDY, series: "attack", modality: "OT", sopClass: "1.2.840.10008.5.1.4.1.1.7" } as const;
const HOSTILE = 'ä <img src=x onerror="x()"> & \u2028\u2029 山';

const dicom = `/pacs/studies/${studyUid(STUDY)}`;
const series = `${dicom}/series/${seriesUid(SERIES)}`;
const study = orthancIdOf(STUDY, studyUid(STUDY));
const instance = orthancIdOf(STUDY, studyUid(STUDY), seriesUid(SERIES), instanceUid(SERIES));

beforeAll(async () => {
  const file = writeInstance([
    ...common(SERIES).filter(({ tag }) => ![0x00081030, 0x0008103e, 0x00100010].includes(tag)),
    text(0x00081030, "LO", HOSTILE),
    text(0x0008103e, "LO", HOSTILE),
    text(0x00100010, "PN", "Ärger^<b>&"),
    // Longer than the pieces in which an answer comes.
    text(0x00204000, "LT", HOSTILE.repeat(150)),
    text(0x0040a160, "UT", HOSTILE.repeat(20_000)),
  ]);
  const answer = await ask("/pacs/studies", {
    method: "POST",
    headers: {
      "Content-Type": stowType(),
      Accept: "application/dicom+json",
    },
    body: stowBody([file]),
  });
  expect(answer.status).toBe(200);
});

afterAll(async () => {
  expect((await remove(`/pacs-admin/studies/${study}`)).status).toBe(200);
});

const PATHS: readonly string[] = [
  `${dicom}/metadata`,
  `${series}/metadata`,
  `${series}/instances/${instanceUid(SERIES)}/metadata`,
  `/pacs/studies?StudyInstanceUID=${studyUid(STUDY)}&includefield=StudyDescription`,
  `${dicom}/series?includefield=SeriesDescription`,
  `${dicom}/instances?includefield=ImageComments`,
  // Resolved by the gateway: a letter beyond ASCII.
  `/pacs/studies?PatientName=%C3%84rger*&includefield=StudyDescription`,
  `/pacs-admin/studies/${study}`,
  `/pacs-admin/studies?expand&since=0&limit=1000`,
  `/pacs-admin/instances/${instance}/tags`,
];

test.each(PATHS)("%s contains no markup, in any coding, cached or not", async (path) => {
  for (const coding of ["identity", "gzip", "br", "br"]) {
    const answer = await ask(path, { headers: { "Accept-Encoding": coding } });
    expect([coding, answer.status]).toEqual([coding, 200]);
    expect(answer.headers.get("content-type")).toMatch(/^application\/(dicom\+)?json/);
    const said = await answer.text();
    expect(said).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.stringify(JSON.parse(said))).toContain(JSON.stringify(HOSTILE).slice(1, -1));
  }
});

test("the answer to an admin search contains no markup", async () => {
  const answer = await ask("/pacs-admin/tools/find", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ Level: "Study", Expand: true, Full: true, Limit: 101, Query: { PatientID: STUDY } }),
  });
  expect(answer.status).toBe(200);
  const said = await answer.text();
  expect(said).toContain("\\u003cimg");
  expect(said).not.toMatch(/[<>&\u2028\u2029]/);
});
