import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { LINES, TARGETS } from "../support/attack-samples";
import { archiveDigest, askOrthanc, credentialsOf, orthancUsers } from "../support/orthanc-direct";
import { startPlainProxy, type PlainProxy } from "../support/plain-proxy";
import { rawHttp } from "../support/raw-http";

/**
 * Odd to the gateway's parser, but to Orthanc a plain search of studies, which is what the scope may do. With the
 * parser, which refuses them, they do not get here.
 */
const IN_SCOPE = [
  "/pacs/./studies",
  "/pacs//studies",
  "//pacs/studies",
  "/pacs/studies?PatientID=1&PatientID=2",
  "/pacs/studies?PatientID=1&00100020=2",
  "/pacs/studies?patientid=1",
  "/pacs/studies?NoSuchKey=1",
  "/pacs/studies?limit=-1",
  "/pacs/studies?limit=1000000000",
];

/** The last of the samples has one parameter too many for the gateway, but not for Orthanc. */
function isInScope(target: string): boolean {
  return IN_SCOPE.includes(target) || target.startsWith("/pacs/studies?includefield=");
}

/** A request line with STUDY, the Orthanc id of a real study, or UID, its StudyInstanceUID, and headers. */
const ON_A_REAL_STUDY: readonly (readonly [line: string, headers: string])[] = [
  ["GET /pacs/studies/UID?_method=DELETE", ""],
  ["GET /pacs/studies?PatientName=a%26_method%3DDELETE", ""],
  ["GET /pacs/studies/UID", "X-HTTP-Method-Override: DELETE\r\n"],
  ["HEAD /pacs/studies/UID", "X-HTTP-Method-Override: DELETE\r\n"],
  ["OPTIONS /pacs/studies/UID", "X-HTTP-Method-Override: PUT\r\n"],
  ["GET /pacs/..%5cstudies/STUDY", ""],
  ["GET /pacs/..%5cstudies/STUDY?_method=DELETE", ""],
  ["GET /pacs/..%5cstudies/STUDY", "X-HTTP-Method-Override: DELETE\r\n"],
  ["GET /pacs/..%5cstudies/STUDY/labels/evil?_method=PUT", ""],
  ["GET /pacs/..%5cstudies/STUDY/archive", ""],
  ["GET /pacs/studies/UID/..%5c..%5c..%5cstudies/STUDY/shared-tags", ""],
  ["GET /pacs/studies/UID%2f..%2f..%2f..%2fstudies%2fSTUDY", ""],
  ["GET /pacs/%2e%2e%5cstudies%5cSTUDY%5cmetadata", ""],
  ["GET /studies/STUDY", ""],
  ["DELETE /studies/STUDY", ""],
  ["DELETE /pacs/studies/UID", ""],
  ["DELETE /pacs-admin/studies/STUDY", ""],
  ["POST /pacs-admin/studies/STUDY/anonymize", "Content-Length: 3\r\n"],
  ["POST /pacs-admin/tools/find", "Content-Length: 3\r\n"],
  ["POST /pacs-admin/instances", "Content-Length: 3\r\n"],
  ["PUT /pacs-admin/studies/STUDY/labels/evil", "Content-Length: 0\r\n"],
  ["GET /pacs-admin/changes?limit=1", ""],
  ["GET /pacs/servers?expand", ""],
  ["PUT /pacs/servers/evil", "Content-Length: 3\r\n"],
];

/** What nginx and Orthanc refuse by themselves; 403 is the filter. */
const REFUSED = [400, 403, 404, 405];

const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
let proxy: PlainProxy | undefined;
let study = "";
let before = "";

beforeAll(async () => {
  const stack = inject("stack");
  await storeInstances({ publicUrl: stack.url, cookie: inject("session") }, [...series.files()]);
  const admin = credentialsOf(await orthancUsers(stack.project), "admin");
  const body = JSON.stringify({ Level: "Study", Query: { StudyInstanceUID: series.studyUid } });
  const [found] = await askOrthanc(stack, admin, [{ line: "POST /tools/find", body }]);
  study = (JSON.parse(found?.text ?? "") as string[])[0] ?? "";
  expect(study).not.toBe("");
  before = await archiveDigest(stack);
  proxy = await startPlainProxy(stack);
});
afterAll(async () => proxy?.stop());

async function send(line: string, headers = ""): Promise<{ status: number; text: string }> {
  const filled = line.replaceAll("STUDY", study).replaceAll("UID", series.studyUid);
  const request = `${filled} HTTP/1.1\r\nHost: archive\r\nConnection: close\r\n${headers}\r\n`;
  const length = Number(/Content-Length: (\d)/.exec(headers)?.[1] ?? 0);
  return rawHttp(proxy?.ports.view ?? 0, request + "x".repeat(length));
}

describe("the second lock alone, behind plain prefix rules", () => {
  test("the second lock alone allows a view request", async () => {
    const { status, text } = await send("GET /pacs/studies/UID/metadata");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toHaveLength(2);
  });

  test.each(TARGETS.filter((target) => !isInScope(target)))("the second lock alone refuses GET %s", async (target) => {
    const { status, text } = await send(`GET ${target}`);
    expect(REFUSED).toContain(status);
    expect(text).not.toContain("CountStudies");
  });

  test.each(TARGETS.filter(isInScope))("the second lock alone allows GET %s as the search it is", async (target) => {
    const { status, text } = await send(`GET ${target}`);
    expect(status).toBe(200);
    for (const found of JSON.parse(text) as Record<string, unknown>[]) expect(found).toHaveProperty("0020000D");
  });

  test.each(LINES.filter(([line]) => !line.includes("evil.example")))(
    "the second lock alone refuses %s with %j",
    async (line, headers) => {
      const filled = headers
        .replace("ORIGIN", "Origin: http://archive")
        .replace("STOW", 'Content-Type: multipart/related; type="application/dicom"; boundary=b');
      const { status } = await send(line, filled);
      // A GET with a body is a search, too.
      expect(line === "GET /pacs/studies" ? [200] : REFUSED).toContain(status);
    },
  );

  test.each(ON_A_REAL_STUDY)("the second lock alone refuses %s with %j", async (line, headers) => {
    expect((await send(line, headers)).status).toBe(403);
  });

  test("the archive is unchanged after the second lock's tests", async () => {
    expect(await archiveDigest(inject("stack"))).toBe(before);
  });
});
