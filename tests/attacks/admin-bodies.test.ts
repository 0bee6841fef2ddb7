import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { accessLine } from "../support/access-log";
import { archiveDigest } from "../support/orthanc-direct";
import { reachedSince } from "../support/orthanc-log";
import { ask } from "../support/session";
import { zipOf } from "../support/zip";
import { archiveState, goneFrom } from "./archive";

const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
const files = [...series.files()];
let study = "";

interface Problem {
  readonly reason?: string;
  readonly detail?: string;
  readonly request?: string;
}

const post = async (path: string, body: string | Buffer, type = "application/json"): Promise<Response> =>
  ask(`/pacs-admin${path}`, {
    method: "POST",
    body: new Uint8Array(Buffer.from(body)),
    headers: { "Content-Type": type },
  });

const find = async (more: object): Promise<Record<string, unknown>[]> => {
  const Query = { StudyInstanceUID: series.studyUid };
  const answer = await post("/tools/find", JSON.stringify({ Level: "Study", Query, Expand: true, ...more }));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>[];
};

beforeAll(async () => {
  const session = { publicUrl: inject("stack").url, cookie: inject("session") };
  expect(await storeInstances(session, files)).toEqual({ stored: 2, failed: 0 });
  study = String((await find({}))[0]?.["ID"]);
});

describe("valid request bodies", () => {
  test("an accepted /tools/find body returns results within the limits it names", async () => {
    expect(await find({ Limit: 1, Since: 0, Full: true })).toHaveLength(1);
    expect(await find({ Since: 1 })).toHaveLength(0);
    expect(await find({ Labels: [] })).toHaveLength(1);
    expect(await find({ Labels: ["none-such"], LabelsConstraint: "All" })).toHaveLength(0);
  });

  test("anonymizing a study keeps the original study", async () => {
    const answer = await post(`/studies/${study}/anonymize`, '{ "Keep" : [ "StudyDescription" ] }');
    expect(answer.status).toBe(200);
    const made = (await answer.json()) as { ID: string };
    expect((await ask(`/pacs-admin/studies/${made.ID}`)).status).toBe(200);
    expect(await find({})).toHaveLength(1);
    const gone = await ask(`/pacs-admin/studies/${made.ID}`, { method: "DELETE" });
    expect(gone.status).toBe(200);
  });

  test("anonymizing an instance returns a file", async () => {
    const [instance] = (await (await ask(`/pacs-admin/series/${await seriesId()}/instances`)).json()) as {
      ID: string;
    }[];
    const answer = await post(`/instances/${instance?.ID ?? ""}/anonymize`, '{"Remove":["PatientName"]}');
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).toString("latin1", 128, 132)).toBe("DICM");
  });

  test("one word as the body protects a patient, and another removes the protection", async () => {
    const { ParentPatient: patient } = (await find({}))[0] as { ParentPatient: string };
    for (const word of ["1", "0"]) {
      const answer = await ask(`/pacs-admin/patients/${patient}/protected`, { method: "PUT", body: word });
      expect(answer.status).toBe(200);
      expect(await (await ask(`/pacs-admin/patients/${patient}/protected`)).text()).toBe(word);
    }
  });
});

async function seriesId(): Promise<string> {
  const [found] = (await (await ask(`/pacs-admin/studies/${study}/series`)).json()) as { ID: string }[];
  return found?.ID ?? "";
}

/** Paths with STUDY for the study's id, the body, and why it is refused. */
const HOSTILE: readonly (readonly [path: string, body: string, reason: string])[] = [
  ["/studies/STUDY/anonymize", '{"KeepSource":false}', "body-keep-source"],
  ["/studies/STUDY/anonymize", '{"Force":true,"Keep":["SOPInstanceUID","StudyInstanceUID"]}', "body-force"],
  ["/studies/STUDY/anonymize", '{"Transcode":"1.2.840.10008.1.2.4.50"}', "body-unknown-key"],
  ["/studies/STUDY/anonymize", "not JSON", "body-json"],
  ["/studies/STUDY/anonymize", "", "body-json"],
  ["/tools/find", '{"Level":"Instance","Query":{},"Limit":1000000}', "body-value"],
  ["/tools/find", '{"Level":"Instance","Query":{},"ResponseContent":["Attachments"]}', "body-unknown-key"],
  ["/tools/find", `${"[".repeat(30000)}${"]".repeat(30000)}`, "body-json"],
  ["/modalities/x/store", '{"Resources":["STUDY"],"LocalAet":"EVIL"}', "body-unknown-key"],
  ["/modalities/x/store", '"STUDY"', "body-json"],
  ["/peers/x/store", '{"Resources":["STUDY"],"Transcode":"1.2"}', "body-unknown-key"],
  ["/modalities/x/echo", '{"Host":"evil.example","Port":104}', "body-unknown-key"],
  ["/modalities/x/query", '{"Level":"Study","Query":{},"LocalAet":"EVIL"}', "body-unknown-key"],
];

describe("invalid request bodies", () => {
  test.each(HOSTILE)("$0 ($2) does not reach Orthanc", async (path, body, reason) => {
    await reachedSince();
    const answer = await post(path.replace("STUDY", study), body.replace("STUDY", study));
    expect(answer.status).toBe(400);
    expect(answer.headers.get("x-reason")).toBeNull();
    expect(answer.headers.get("x-detail")).toBeNull();
    const problem = (await answer.json()) as Problem;
    expect(problem.reason).toBe(reason);
    expect(problem.detail).toMatch(/\.$/);
    expect(await reachedSince()).toEqual([]);
    expect(await accessLine(String(problem.request))).toMatchObject({ status: 400, reason });
  });

  test("the archive is unchanged after all invalid request bodies", async () => {
    const before = await archiveState();
    const digest = await archiveDigest(inject("stack"));
    for (const [path, body] of HOSTILE) await post(path.replace("STUDY", study), body.replace("STUDY", study));
    expect(await archiveDigest(inject("stack"))).toBe(digest);
    expect(goneFrom(before, await archiveState())).toEqual([]);
  });
});

describe("ZIP uploads", () => {
  const phantom = phantomSeries({ name: randomUUID(), slices: 1, rows: 32, columns: 32 });
  const [file] = [...phantom.files()];
  const zip = zipOf("a.dcm", file ?? Buffer.alloc(0));

  test.each([
    ["/instances", "application/dicom", 404],
    ["/instances", "application/zip", 404],
    ["/instances/", "multipart/form-data; boundary=b", 400],
  ])("a ZIP file sent to %s as %s is not unpacked", async (path, type, status) => {
    await reachedSince();
    expect((await post(path, zip, type)).status).toBe(status);
    expect(await reachedSince()).toEqual([]);
  });

  test("a ZIP file sent as a part of a STOW-RS request is not unpacked", async () => {
    const session = { publicUrl: inject("stack").url, cookie: inject("session") };
    expect(await storeInstances(session, [zip])).toEqual({ stored: 0, failed: 1 });
    const found = await ask(`/pacs/studies?StudyInstanceUID=${phantom.studyUid}`);
    expect([200, 204]).toContain(found.status);
    expect(found.status === 204 ? [] : await found.json()).toEqual([]);
  });
});
