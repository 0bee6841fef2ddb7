import { beforeAll, describe, expect, inject, test } from "vitest";
import { randomUUID } from "node:crypto";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import {
  archiveDigest,
  askOrthanc,
  credentialsOf,
  orthancUsers,
  type DirectRequest,
  type Scope,
} from "../support/orthanc-direct";

const SCOPES = ["view", "store", "admin", "health", "watch", "resolve"] as const;
const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 32, columns: 32 });
const SERIES = `/dicom-web/studies/${series.studyUid}/series/${series.seriesUid}`;
const STUDY = `/dicom-web/studies/${series.studyUid}`;
/** No study has it. */
const ID = "00000000-00000000-00000000-00000000-00000000";
const UUID = "00000000-0000-0000-0000-000000000000";
const STOW = ['Content-Type: multipart/related; type="application/dicom"; boundary=b'];

let users: Readonly<Record<string, string>> = {};
let instanceUid = "";
let before = "";

beforeAll(async () => {
  const stack = inject("stack");
  await storeInstances({ publicUrl: stack.url, cookie: inject("session") }, [...series.files()]);
  users = await orthancUsers(stack.project);
  const search = [{ line: `GET ${SERIES}/instances` }];
  const [found] = await askOrthanc(stack, credentialsOf(users, "view"), search);
  const [instance] = JSON.parse(found?.text ?? "") as Record<string, { Value: string[] }>[];
  instanceUid = instance?.["00080018"]?.Value[0] ?? "";
  before = await archiveDigest(stack);
});

/** What is sent, with `INSTANCE` for a real one's resource, and who gets which status; all others get 403. */
type Row = readonly [request: DirectRequest | string, allowed: Partial<Record<Scope, number>>];

const VIEWED: readonly Row[] = [
  ...["/dicom-web/studies", "/dicom-web/series", "/dicom-web/instances?limit=2", "/dicom-web/studies?limit=1"],
  ...[STUDY, `${STUDY}/series`, `${STUDY}/instances`, `${STUDY}/metadata`, `${STUDY}/rendered`, `${STUDY}/thumbnail`],
  ...[SERIES, `${SERIES}/instances`, `${SERIES}/metadata`, `${SERIES}/rendered`, `${SERIES}/thumbnail`],
  ...["", "/metadata", "/frames/1", "/frames/1,1", "/rendered", "/thumbnail", "/frames/1/rendered"].map(
    (end) => `INSTANCE${end}`,
  ),
  "/dicom-web/studies/%31.2/../../studies",
].map((target): Row => [`GET ${target}`, { view: 200 }]);

const STORED: readonly Row[] = [
  // The gateway reads the body of an upload itself.
  [{ line: "POST /dicom-web/studies", headers: STOW, body: "" }, {}],
  [{ line: `POST ${STUDY}`, headers: STOW, body: "" }, {}],
  [{ line: "POST /instances", body: "" }, { store: 400 }],
  [{ line: "POST /instances", body: "no DICOM" }, { store: 400 }],
  [{ line: "POST /instances/", body: "PK" }, {}],
  [{ line: "POST /tools/lookup", body: "1.2" }, { store: 200 }],
  [`GET /instances/${ID}/attachments/dicom/md5`, { store: 404 }],
  [`GET /studies/${ID}/metadata/StoredBy`, { store: 404 }],
  [`DELETE /studies/${ID}/metadata/StoredBy`, {}],
  [`PUT /studies/${ID}/metadata/LastUpdate`, {}],
  [{ line: "POST /dicom-web/studies", headers: [...STOW, "Content-Encoding: gzip"], body: "x" }, {}],
  [{ line: "POST /instances", headers: ["Content-Encoding: deflate"], body: "x" }, {}],
];

const ADMINISTERED: readonly Row[] = [
  ...["/app/explorer.html", "/app/explorer.js", "/plugins", "/plugins/explorer.js", "/plugins/dicom-web"],
  ...["/modalities", "/peers", "/jobs?expand", "/studies?since=0&limit=2&expand", "/patients?since=0&limit=2"],
].map((target): Row => [`GET ${target}`, { admin: 200 }]);

const SINGLE: readonly Row[] = [
  ["GET /system", { admin: 200, health: 200 }],
  ["GET /statistics", { health: 200 }],
  ["GET /tools/metrics-prometheus", { health: 200 }],
  ["GET /collimator/refused", { health: 200 }],
  ["GET /changes", { watch: 200 }],
  ["GET /changes?last", { watch: 200 }],
  [{ line: "POST /tools/bulk-content", body: `{"Resources":["${ID}"],"Level":"Study"}` }, { watch: 200 }],
  [
    { line: "POST /tools/find", body: '{"Level":"Study","Query":{}}' },
    { admin: 200, watch: 200 },
  ],
  [{ line: "POST /tools/count-resources", body: '{"Level":"Study","Query":{}}' }, { watch: 200 }],
  [`GET /studies/${ID}`, { admin: 404 }],
  [`DELETE /studies/${ID}`, { admin: 404 }],
  [`DELETE /series/${ID}`, { admin: 404 }],
  // What `collimator collisions resolve` does.
  [`DELETE /instances/${ID}`, { admin: 404, resolve: 404 }],
  [{ line: `POST /studies/${ID}/modify`, body: '{"KeepSource":true}' }, { resolve: 400 }],
  [`GET /jobs/${UUID}`, { admin: 404, resolve: 404 }],
  [{ line: "POST /tools/bulk-delete", body: `{"Resources":["${ID}"]}` }, {}],
  [`GET /studies/${ID}?_method=DELETE`, { admin: 404 }],
  [`GET /series/${ID}/archive`, { admin: 404 }],
  [`GET /instances/${ID}/file`, { admin: 404 }],
  // The gateway cuts frames out of it.
  [`GET /instances/${ID}/attachments/dicom/data`, { view: 404 }],
  [`GET /instances/${ID}/attachments/dicom/data?_method=DELETE`, {}],
  [`GET /instances/${ID}/attachments/dicom`, {}],
  [`DELETE /studies/${ID}/labels/x`, { admin: 404 }],
  [{ line: `POST /jobs/${UUID}/cancel`, body: "" }, { admin: 400 }],
  [{ line: "POST /modalities/nobody/echo", body: "{}" }, { admin: 404 }],
];

const NOBODYS: readonly Row[] = [
  ...["/dicom-web/servers", "/dicom-web/servers/x", "/dicom-web/servers?expand", "/dicom-web/info", "/dicom-web"],
  ...["/", "/exports", "/queries", "/storage-commitment/x", "/wado", "/webdav/", "/tools", "/tools/metrics"],
  ...["/tools/generate-uid?level=study", "/tools/now", "/tools/log-level"],
  ...["/dicom-web/studies/", "/dicom-web//studies/", "/dicom-web/studies/1.2,1.3", "/dicom-web/studies/x"],
  ...["/dicom-web/studies/..%5c..%5cstatistics%5c", "/dicom-web/studies/..%5c..%5cexports", "/dicom-web/..%5cexports"],
  ...["/dicom-web/%2e%2e/exports", "/dicom-web/studies/1.2%2f..%2f..%2f..%2fexports", "/app/..%5cexports"],
  ...["/dicom-web/studies/%00/", "/dicom-web/studies;x=1", "/dicom-web/studies%2f", "/dicom-web/studies%0a"],
  ...["INSTANCE/frames/0", "INSTANCE/bulk/xyz", "INSTANCE/frames/1/metadata", `${STUDY}/archive`],
  ...["/dicom-web/studies?_method=DELETE", "/dicom-web/studies?limit=1&_method=PUT", `${STUDY}?_method=DELETE`],
  ...[`/studies/${ID}/modify`, `/instances/${ID}/content`, `/instances/${ID}/attachments/dicom/compressed-data`],
].map((target): Row => [`GET ${target}`, {}]);

const NOBODYS_WRITES: readonly Row[] = [
  ...["/tools/execute-script", "/tools/reset", "/tools/shutdown", "/tools/create-dicom", "/tools/bulk-delete"],
  ...["/tools/create-archive", "/tools/bulk-modify", "/tools/invalidate-tags", "/dicom-web/servers/x/qido"],
  ...[`/series/${ID}/modify`, `/studies/${ID}/merge`, `/studies/${ID}/split`, `/instances/${ID}/export`],
  ...["/modalities/x/move", "/dicom-web/series", `${STUDY}/series`],
].map((target): Row => [{ line: `POST ${target}`, body: "{}" }, {}]);

const OTHER_METHODS: readonly Row[] = [
  [{ line: "PUT /modalities/evil", body: '["A","127.0.0.1",104]' }, {}],
  [{ line: "PUT /dicom-web/servers/evil", body: '["http://127.0.0.1/"]' }, {}],
  [{ line: "PUT /peers/evil", body: '["http://127.0.0.1/"]' }, {}],
  [{ line: "PUT /tools/log-level", body: "trace" }, {}],
  ["DELETE /changes", {}],
  ["DELETE /exports", {}],
  [`DELETE ${STUDY}`, {}],
  ["DELETE /modalities/x", {}],
  ["OPTIONS /dicom-web/servers", {}],
  ["PROPFIND /webdav/", {}],
  ["HEAD /exports", {}],
  [{ line: `GET ${STUDY}`, headers: ["X-HTTP-Method-Override: DELETE"] }, {}],
  [{ line: "OPTIONS /dicom-web/studies", headers: ["X-HTTP-Method-Override: DELETE"] }, {}],
  [{ line: "POST /dicom-web/studies", headers: ["X-HTTP-Method-Override: PUT"], body: "" }, {}],
  [{ line: `HEAD ${STUDY}`, headers: ["X-HTTP-Method-Override: DELETE"] }, {}],
];

const ROWS = [...VIEWED, ...STORED, ...ADMINISTERED, ...SINGLE, ...NOBODYS, ...NOBODYS_WRITES, ...OTHER_METHODS];

function requests(): (DirectRequest & { readonly line: string })[] {
  return ROWS.map(([request]) => {
    const { line, ...rest } = typeof request === "string" ? { line: request } : request;
    return { ...rest, line: line.replace("INSTANCE", `${SERIES}/instances/${instanceUid}`) };
  });
}

async function statuses(credentials: string | undefined): Promise<number[]> {
  return (await askOrthanc(inject("stack"), credentials, requests())).map(({ status }) => status);
}

describe("Orthanc's filter", () => {
  test.each(SCOPES)(
    "Orthanc's filter allows the user of the scope %s just what the scope holds, and answers 403 to the rest",
    async (scope) => {
      expect(ROWS.length).toBeGreaterThanOrEqual(60);
      const found = await statuses(credentialsOf(users, scope));
      ROWS.forEach(([request, allowed], at) => {
        const name = `${typeof request === "string" ? request : request.line} ${String(at)}`;
        expect.soft(found[at], name).toBe(allowed[scope] ?? 403);
      });
    },
  );

  test.each([
    ["no user", undefined],
    ["an unknown user", "orthanc:orthanc"],
    ["a user of earlier versions", "gateway:x"],
    ["a wrong password", "gateway-admin:x"],
    ["an empty password", "gateway-view:"],
  ])("Orthanc refuses everything to %s", async (_, credentials) => {
    expect([...new Set(await statuses(credentials))]).toEqual([401]);
  });

  test("the archive is unchanged after the filter's tests", async () => {
    expect(await archiveDigest(inject("stack"))).toBe(before);
  });
});
