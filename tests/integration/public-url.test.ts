import { randomUUID } from "node:crypto";
import { get } from "node:http";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { phantomSeries } from "../../scripts/lib/phantom";
import { httpGet, NAVIGATION } from "../support/http-get";
import { ask } from "../support/session";
import { bearer, makeToken } from "../support/tokens";

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

  /** What a client sends that leaves the port out, as dicomweb-client for Python does. */
  const name = new URL(url).hostname;

  test("a request with an API token may leave the port of PUBLIC_URL out of its Host", async () => {
    const { secret } = await makeToken(inject("stack"), "admin");
    const asked = async (host: string, headers: Record<string, string>): Promise<number> =>
      (await httpGet(`${url}/pacs/studies?limit=1`, { Host: host, ...headers })).status;
    expect(await asked(name, bearer(secret))).toBe(200);
    expect(await asked(name, {})).toBe(421);
    expect(await asked(name, { Cookie: inject("session") })).toBe(421);
    expect(await asked(name, { Cookie: inject("session"), ...bearer(secret) })).toBe(421);
    for (const host of ["evil.example", "localhost", `${name}:1`, `${name}.`, `${name}.evil.example`]) {
      expect(await asked(host, bearer(secret)), host).toBe(421);
    }
  });

  test("a navigation that leaves the port out of its Host is redirected to PUBLIC_URL", async () => {
    expect(await askAs(name, "/", NAVIGATION)).toEqual({ status: 308, location: `${url}/` });
  });

  test("addresses in answers have the port of PUBLIC_URL if the request's Host has none", async () => {
    const { secret } = await makeToken(inject("stack"), "admin");
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { Host: name, Accept: "application/dicom+json", ...bearer(secret) };
      get(`${url}/pacs/studies?StudyInstanceUID=${series.studyUid}`, { headers }, (answer) => {
        answer.toArray().then((pieces: Buffer[]) => {
          resolve(Buffer.concat(pieces).toString());
        }, reject);
      }).on("error", reject);
    });
    expect(addresses(text)).toEqual([`${url}/pacs/studies/${series.studyUid}`]);
  });

  test.each(["/healthz", "/readyz"])("%s answers under any Host", async (path) => {
    expect((await askAs("monitor.example", path, {})).status).toBe(200);
  });
});
