import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";

type Headers = Record<string, string>;

/** The status with which a request is refused, or undefined. */
async function ask(method: string, path: string, query?: string, headers: Headers = {}): Promise<{ status?: number }> {
  const parsed = await callLua("gateway.admin.parse", "parseAdmin", method, `/pacs-admin${path}`, query, headers);
  return (parsed as [unknown, { status: number }?])[1] ?? {};
}

test.each<[string, string]>([
  ["POST", "/tools/execute-script"],
  ["POST", "/tools/reset"],
  ["POST", "/tools/shutdown"],
  ["POST", "/tools/create-dicom"],
  ["POST", "/tools/bulk-delete"],
  ["POST", "/tools/bulk-content"],
  ["POST", "/tools/create-archive"],
  ["PUT", "/tools/log-level"],
  ["GET", "/tools/metrics"],
  ["GET", "/tools/generate-uid"],
  ["POST", `/instances/${ID}/export`],
  ["GET", "/webdav"],
  ["GET", "/dicom-web/servers"],
  ["GET", "/dicom-web/studies"],
  ["GET", "/wado"],
  ["GET", "/changes"],
  ["GET", "/exports"],
  ["GET", "/statistics"],
  ["GET", "/storage-commitment"],
  ["GET", `/instances/${ID}/content`],
  ["GET", `/studies/${ID}/attachments/dicom/data`],
  ["PUT", "/modalities/evil"],
  ["DELETE", "/modalities/evil"],
  ["PUT", "/peers/evil"],
  ["POST", "/modalities/PACS-2/move"],
  ["POST", "/modalities/PACS-2/store-straight"],
  ["GET", "/modalities/PACS-2/configuration"],
  ["POST", `/studies/${ID}/archive`],
  ["POST", `/studies/${ID}/modify`],
  ["POST", `/studies/${ID}/merge`],
  ["DELETE", "/studies"],
  ["DELETE", "/patients"],
  ["PUT", `/studies/${ID}`],
  ["GET", "/app"],
  ["GET", "/app/explorer.exe"],
  ["GET", "/app/.htaccess.js"],
])("the admin request %s %s does not exist", async (method, path) => {
  expect([404, 405]).toContain((await ask(method, path, undefined, { contentLength: "0" })).status);
});

test.each<[string, string]>([
  ["/..%5csystem", "encoded backslash"],
  ["/app/../system", "dot segments"],
  ["/app//explorer.html", "empty segment"],
  ["/studies/", "trailing slash"],
  ["/system;x", "semicolon"],
  ["/system%00", "encoded byte"],
  ["/./system", "dot"],
  [`/${"a".repeat(1100)}`, "length"],
])("the admin path %s is refused with 400 (%s)", async (path) => {
  expect((await ask("GET", path)).status).toBe(400);
});

test.each<[string, string, string | undefined]>([
  ["GET", `/studies/${ID.toUpperCase()}`, undefined],
  ["GET", `/studies/${ID}0`, undefined],
  ["GET", "/studies/1.2.840", undefined],
  ["PUT", `/studies/${ID}/labels/${"x".repeat(65)}`, undefined],
  ["PUT", `/studies/${ID}/labels/a.b`, undefined],
  ["GET", `/jobs/${ID}`, undefined],
])("%s %s is not an admin resource", async (method, path, query) => {
  expect((await ask(method, path, query, { contentLength: "0" })).status).toBe(404);
});

test.each<[string, string | undefined]>([
  ["/studies", undefined],
  ["/studies", "expand"],
  ["/studies", "limit=10"],
  ["/studies", "since=0"],
  ["/studies", "since=0&limit=0"],
  ["/studies", "since=0&limit=1001"],
  ["/studies", "since=0&limit=-1"],
  ["/studies", "since=0&limit=10&_method=DELETE"],
  ["/system", "_method=DELETE"],
  ["/system", "_=DELETE"],
  ["/system", "_"],
  ["/system", "expand"],
  [`/studies/${ID}`, "full=1"],
  [`/studies/${ID}`, "requestedTags=x"],
  ["/app/explorer.html", "token=x"],
  ["/", "x=1"],
])("the admin request GET %s?%s is refused with 400", async (path, query) => {
  expect((await ask("GET", path, query)).status).toBe(400);
});
