import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const ID = "b9c08539-26f93bde-c81ab0d7-bffaf2cb-a4d0bdd0";
const UUID = "5af318ac-78fb-47ff-b0b0-0df18b0588e0";

interface Answer {
  readonly status?: number;
  readonly reason?: string;
  readonly row?: { readonly permission: string; readonly template: string };
  readonly path?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: boolean;
}

type Headers = Record<string, string>;

/** The transaction and its row with the request that Orthanc gets, or the refusal. */
async function ask(method: string, path: string, query?: string, headers: Headers = {}): Promise<Answer> {
  const parsed = await callLua("gateway.admin.parse", "parseAdmin", method, `/pacs-admin${path}`, query, headers);
  const [transaction, refusal] = parsed as [Answer | null, Answer?];
  if (transaction === null) return refusal ?? {};
  const [built] = await callLua("gateway.admin.build", "buildAdmin", transaction);
  return { ...transaction, ...(built as Answer) };
}

/** Every request of Orthanc Explorer 1.13, in the order of its explorer.js and query-retrieve.js. */
test.each<[string, string, string | undefined, string]>([
  ["GET", "/system", "_=1700000000000", "settings"],
  ["POST", "/tools/find", undefined, "view"],
  ["GET", "/patients", "expand&since=0&limit=101&full&_=17", "view"],
  ["GET", "/studies", "expand&since=0&limit=101&full", "view"],
  ["GET", `/studies/${ID}/attachments`, "full&_=17", "view"],
  ["GET", `/studies/${ID}/attachments/1024/data`, undefined, "download"],
  ["GET", `/studies/${ID}/labels`, "_=17", "view"],
  ["PUT", `/studies/${ID}/labels/t-North_1`, undefined, "edit-labels"],
  ["DELETE", `/studies/${ID}/labels/t-North_1`, undefined, "edit-labels"],
  ["GET", `/patients/${ID}`, "full&_=17", "view"],
  ["GET", `/patients/${ID}/studies`, "full", "view"],
  ["GET", `/patients/${ID}/protected`, "_=17", "view"],
  ["PUT", `/patients/${ID}/protected`, undefined, "modify"],
  ["GET", `/studies/${ID}/series`, "full", "view"],
  ["GET", `/series/${ID}/instances`, "full", "view"],
  ["GET", `/series/${ID}/instances`, undefined, "view"],
  ["GET", `/instances/${ID}/tags`, undefined, "view"],
  ["GET", `/instances/${ID}/header`, undefined, "view"],
  ["GET", `/instances/${ID}/metadata`, "expand", "view"],
  ["GET", `/instances/${ID}/frames`, undefined, "view"],
  ["GET", `/instances/${ID}/preview`, "returnUnsupportedImage", "view"],
  ["GET", `/instances/${ID}/frames/12/preview`, "returnUnsupportedImage", "view"],
  ["GET", `/instances/${ID}/pdf`, undefined, "view"],
  ["GET", `/instances/${ID}/file`, undefined, "download"],
  ["DELETE", `/patients/${ID}`, undefined, "delete"],
  ["DELETE", `/instances/${ID}`, undefined, "delete"],
  ["GET", `/patients/${ID}/archive`, undefined, "download"],
  ["GET", `/series/${ID}/media`, undefined, "download"],
  ["POST", `/studies/${ID}/anonymize`, undefined, "anonymize"],
  ["GET", "/modalities", "_=17", "settings"],
  ["GET", "/peers", "_=17", "settings"],
  ["POST", "/modalities/PACS-2/store", undefined, "send"],
  ["POST", "/peers/north/store", undefined, "send"],
  ["POST", "/modalities/PACS-2/echo", undefined, "q-r-remote-modalities"],
  ["POST", "/modalities/PACS-2/query", undefined, "q-r-remote-modalities"],
  ["GET", `/queries/${UUID}/answers`, undefined, "q-r-remote-modalities"],
  ["GET", `/queries/${UUID}/answers/0/content`, "simplify", "q-r-remote-modalities"],
  ["POST", `/queries/${UUID}/answers/0/retrieve`, undefined, "q-r-remote-modalities"],
  ["GET", "/plugins", "_=17", "settings"],
  ["GET", "/plugins/dicom-web", "_=17", "settings"],
  ["GET", "/jobs", "expand&_=17", "settings"],
  ["GET", `/jobs/${UUID}`, "_=17", "settings"],
  ["POST", `/jobs/${UUID}/cancel`, undefined, "settings"],
])("the admin request %s %s?%s needs the permission %s", async (method, path, query, permission) => {
  const bodiless = method === "GET" || method === "DELETE" || /labels|jobs/.test(path);
  const headers: Headers = bodiless
    ? { contentLength: "0" }
    : { contentType: "application/x-www-form-urlencoded; charset=UTF-8", contentLength: "2" };
  const kept = (query ?? "").split("&").filter((parameter) => parameter !== "" && !parameter.startsWith("_="));
  const answer = await ask(method, path, query, headers);
  expect(answer).toMatchObject({ row: { permission }, body: !bodiless });
  expect(answer.path).toBe(kept.length === 0 ? path : `${path}?${kept.join("&")}`);
  expect(answer.row?.template).not.toMatch(/[0-9a-f]{8}-/);
});

test("Explorer's files and its entry page are parsed", async () => {
  expect((await ask("GET", "/app/explorer.html")).path).toBe("/app/explorer.html");
  expect((await ask("GET", "/app/libs/jquery-file-upload/js/vendor/jquery.ui.widget.js", "_=1")).path).toBe(
    "/app/libs/jquery-file-upload/js/vendor/jquery.ui.widget.js",
  );
  for (const path of ["/pacs-admin", "/pacs-admin/"]) {
    const [transaction] = await callLua("gateway.admin.parse", "parseAdmin", "GET", path, undefined, {});
    expect(transaction).toEqual({ kind: "AdminEntrance" });
    const [, refusal] = await callLua("gateway.admin.parse", "parseAdmin", "POST", path, undefined, {});
    expect(refusal).toMatchObject({ status: 405 });
  }
});

test.each<[string, Headers, number | undefined]>([
  ["/instances", { contentType: "application/dicom", contentLength: "10" }, 404],
  ["/instances/", { contentType: "multipart/form-data; boundary=x", contentLength: "10" }, 400],
  ["/tools/find", { contentType: "application/json", contentLength: "65536" }, undefined],
  ["/tools/find", { contentType: "application/json", contentLength: "65537" }, 413],
  ["/tools/find", { contentType: "application/json", contentLength: "0x10" }, 413],
  ["/tools/find", { contentType: "application/json", transferEncoding: "chunked" }, 411],
  ["/tools/find", { contentType: "application/json" }, 411],
  ["/tools/find", { contentType: "text/html", contentLength: "2" }, 415],
  ["/tools/find", { contentType: "application/json", contentLength: "2", contentEncoding: "gzip" }, 415],
  [`/jobs/${UUID}/cancel`, { contentLength: "2" }, 400],
])("POST %s with %j gets %s", async (path, headers, status) => {
  expect((await ask("POST", path, undefined, headers)).status).toBe(status);
});

test("an admin GET or DELETE with a body is refused, as is any other method", async () => {
  expect((await ask("GET", "/system", undefined, { transferEncoding: "chunked" })).status).toBe(400);
  expect((await ask("DELETE", `/studies/${ID}`, undefined, { contentLength: "1" })).status).toBe(400);
  for (const method of ["HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"]) {
    expect((await ask(method, "/system")).status).toBe(405);
  }
});

test("Orthanc gets the route's content type, not the client's", async () => {
  const headers = { contentType: "application/x-www-form-urlencoded; charset=UTF-8", contentLength: "2" };
  expect(await ask("POST", "/tools/find", undefined, headers)).toMatchObject({
    path: "/tools/find",
    accept: "application/json",
    contentType: "application/json",
    body: true,
  });
  expect(await ask("PUT", `/patients/${ID}/protected`, undefined, headers)).toMatchObject({
    contentType: "text/plain",
  });
});
