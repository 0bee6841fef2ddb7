import { beforeAll, describe, expect, inject, test } from "vitest";
import { storeFiles } from "../support/multipart";
import { rawHttp } from "../support/raw-http";
import { ask } from "../support/session";
import { IMAGE, john, JOHN } from "./dicomweb-standard/objects";

const STUDY = `/pacs/studies/${JOHN.study}`;
const PART = "multipart/related; type=application/octet-stream";
const FILES = 'multipart/related; type="application/dicom"';

beforeAll(async () => storeFiles([john]));

const COMPARED = ["content-type", "content-length", "cache-control", "content-security-policy", "vary"];

function headOf(answer: Response): unknown[] {
  // Orthanc chooses a boundary for each answer.
  const valueOf = (name: string): string | undefined => answer.headers.get(name)?.replace(/boundary=[\w-]+/, "");
  return [answer.status, ...COMPARED.map(valueOf)];
}

describe("HEAD", () => {
  test.each<[string, string]>([
    ["/pacs/studies?limit=1", "application/dicom+json"],
    [`${STUDY}/metadata`, "application/dicom+json"],
    [`${IMAGE}/frames/1`, PART],
    [`${IMAGE}/frames/9`, PART],
    [`${IMAGE}/thumbnail`, "image/png"],
    [STUDY, FILES],
    ["/pacs/nothing", "*/*"],
    ["/pacs-admin/system", "*/*"],
    ["/account", "text/html"],
    ["/upload", "text/html"],
    ["/gateway/upload.js", "*/*"],
    ["/login", "text/html"],
    ["/", "text/html"],
    ["/app-config.js", "*/*"],
    ["/healthz", "*/*"],
  ])("a HEAD of %s has the head of the GET, cached or not, and no body", async (path, accept) => {
    const headers = { Accept: accept, "Accept-Encoding": "identity" };
    const first = await ask(path, { method: "HEAD", headers });
    const got = await ask(path, { headers });
    await got.arrayBuffer();
    const again = await ask(path, { method: "HEAD", headers });
    const lengths = (head: unknown[]): unknown[] => head.map((value, i) => (i === 2 ? "" : value));
    // An answer of unknown length gets one when it comes out of the cache.
    expect(lengths(headOf(first))).toEqual(lengths(headOf(got)));
    expect(lengths(headOf(again))).toEqual(lengths(headOf(got)));
    expect([(await first.arrayBuffer()).byteLength, (await again.arrayBuffer()).byteLength]).toEqual([0, 0]);
  });

  test("a hundred HEADs of whole studies leave every slot of the archive free", async () => {
    const all = Array.from({ length: 100 }, () => ask(STUDY, { method: "HEAD", headers: { Accept: FILES } }));
    expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([200]));
    const whole = await ask(STUDY, { headers: { Accept: FILES } });
    expect([whole.status, (await whole.arrayBuffer()).byteLength > john.length]).toEqual([200, true]);
  });
});

describe("OPTIONS", () => {
  test.each([
    ["/pacs/studies", "GET, HEAD, POST, OPTIONS"],
    [`${IMAGE}/frames/1`, "GET, HEAD, OPTIONS"],
    ["/pacs-admin/system", "GET, HEAD, OPTIONS"],
    ["/logout", "POST, OPTIONS"],
    ["/viewer", "GET, HEAD, OPTIONS"],
  ])("OPTIONS of %s is answered with 204 and what it supports", async (path, allow) => {
    const answer = await ask(path, { method: "OPTIONS" });
    expect([answer.status, answer.headers.get("allow"), await answer.text()]).toEqual([204, allow, ""]);
  });

  test.each([
    ["/pacs/nothing", 404],
    ["/pacs/studies/1..2", 400],
    ["/pacs-admin/..%5cx", 400],
  ])("OPTIONS of %s, which is no resource, is refused with %i", async (path, status) => {
    expect((await ask(path, { method: "OPTIONS" })).status).toBe(status);
  });

  test("OPTIONS without a session is refused with 401", async () => {
    const answer = await ask("/pacs/studies", { method: "OPTIONS", headers: { Cookie: "" } });
    expect([answer.status, answer.headers.get("allow")]).toEqual([401, null]);
  });

  test("OPTIONS from another site is refused", async () => {
    const answer = await ask("/pacs/studies", { method: "OPTIONS", headers: { Origin: "https://evil.example" } });
    expect(answer.status).toBe(403);
  });
});

describe("Allow", () => {
  test.each([
    ["DELETE", "/pacs/studies", "GET, HEAD, POST, OPTIONS"],
    ["POST", "/pacs/series", "GET, HEAD, OPTIONS"],
    ["DELETE", "/pacs//studies/", "GET, HEAD, POST, OPTIONS"],
    ["PROPFIND", `${STUDY}/metadata`, "GET, HEAD, OPTIONS"],
    ["PUT", "/pacs-admin/system", "GET, HEAD, OPTIONS"],
    ["DELETE", "/account", "GET, HEAD, OPTIONS"],
    ["GET", "/logout", "POST, OPTIONS"],
    ["POST", "/viewer", "GET, HEAD, OPTIONS"],
    ["DELETE", "/login", "GET, HEAD, POST"],
    ["GET", "/gateway/csp-report", "POST"],
    ["POST", "/healthz", "GET, HEAD"],
  ])("a refused %s %s names the methods that are allowed", async (method, path, allow) => {
    const answer = await ask(path, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
  });

  test("TRACE, which nginx itself refuses, gets an Allow too", async () => {
    const { host, port } = new URL(inject("stack").url);
    const request = `TRACE /pacs/studies HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const { status, head } = await rawHttp(Number(port), request);
    expect(status).toBe(405);
    expect(head).toMatch(/\r\nallow: GET, HEAD, POST, OPTIONS\r\n/i);
  });
});
