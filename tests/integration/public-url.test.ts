import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ask } from "../support/session";

const series = phantomSeries({ name: randomUUID(), slices: 2, rows: 64, columns: 64 });
let study = "";
let instance = "";

beforeAll(async () => {
  await storeInstances({ publicUrl: inject("stack").url, cookie: inject("session") }, [...series.files()]);
  study = `/pacs/studies/${series.studyUid}`;
  const [found] = (await (await ask(`${study}/instances`)).json()) as Record<string, { Value: string[] }>[];
  instance = `${study}/series/${series.seriesUid}/instances/${found?.["00080018"]?.Value[0] ?? ""}`;
});

/** Every absolute address in a text. */
function addresses(text: string): string[] {
  return [...text.replaceAll("\\/", "/").matchAll(/https?:\/\/[^"\s\\]+/g)].map(([address]) => address);
}

describe.each([
  ["as people ask", {}],
  ["with forged forwarding headers", { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" }],
  ["with a forged Forwarded", { Forwarded: 'host="evil.example";proto=https' }],
])("addresses in answers %s", (_, headers) => {
  test.each([
    ["RetrieveURL of the study list", () => `/pacs/studies?StudyInstanceUID=${series.studyUid}`, ""],
    ["RetrieveURL of series", () => `${study}/series`, ""],
    ["BulkDataURI of metadata", () => `${study}/series/${series.seriesUid}/metadata`, ""],
    ["Content-Location of a frame", () => `${instance}/frames/1`, "multipart/related; type=application/octet-stream"],
  ])("%s starts with PUBLIC_URL", async (_, path, accept) => {
    const { url } = inject("stack");
    const answer = await ask(path(), { headers: { ...headers, ...(accept === "" ? {} : { Accept: accept }) } });
    expect(answer.status).toBe(200);
    const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
    const found = addresses(text);
    if (!path().includes("frames")) expect(found.length).toBeGreaterThan(0);
    for (const address of found) expect(address).toMatch(new RegExp(`^${url.replaceAll(".", "\\.")}/pacs/`));
  });
});

test("metadata link to bulk data, and the link can be read", async () => {
  const text = await (await ask(`${study}/series/${series.seriesUid}/metadata`)).text();
  const uri = addresses(text).find((address) => address.includes("/bulk/"));
  expect(uri).toBeDefined();
  const answer = await ask((uri ?? "").slice(inject("stack").url.length));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
});

describe("other Host names", () => {
  const { url } = inject("stack");
  const askAs = async (host: string, path: string, headers: Record<string, string>) =>
    httpGet(url + path, { Host: host, Cookie: inject("session"), ...headers });

  test("a navigation to another Host is redirected to PUBLIC_URL", async () => {
    const answer = await askAs("localhost:8080", "/viewer?StudyInstanceUIDs=1.2", NAVIGATION);
    expect(answer).toEqual({ status: 308, location: `${inject("stack").url}/viewer?StudyInstanceUIDs=1.2` });
  });

  test.each(["evil.example", "127.0.0.1", "localhost:1"])("a request to another Host gets 421 (%j)", async (host) => {
    expect((await askAs(host, "/pacs/studies", {})).status).toBe(421);
  });

  test.each(["/healthz", "/readyz"])("%s answers under any Host", async (path) => {
    expect((await askAs("monitor.example", path, {})).status).toBe(200);
  });
});
