/** A client whose base URL ends with a slash, or that writes one too many, is redirected to the canonical address. */
import { beforeAll, expect, inject, test } from "vitest";
import { httpGet, NAVIGATION } from "../support/http-get";
import { storeFiles } from "../support/multipart";
import { reachedSince } from "../support/orthanc-log";
import { ask } from "../support/session";
import { IMAGE, john, JOHN } from "./dicomweb-standard/objects";

beforeAll(async () => storeFiles([john]));

const OCTETS = "multipart/related; type=application/octet-stream";

test.each<[string, string, string]>([
  ["/pacs//studies?PatientID=11235813", "/pacs/studies?PatientID=11235813", "application/dicom+json"],
  ["/pacs/studies/?limit=1", "/pacs/studies?limit=1", "application/dicom+json"],
  ["/pacs/dicom-web//studies/", "/pacs/dicom-web/studies", "application/dicom+json"],
  [`/pacs//studies/${JOHN.study}/metadata/`, `/pacs/studies/${JOHN.study}/metadata`, "application/dicom+json"],
  [IMAGE.replace("/studies", "//studies").concat("//frames/1"), `${IMAGE}/frames/1`, OCTETS],
])("%s is redirected to %s without reaching Orthanc", async (target, location, accept) => {
  await reachedSince();
  for (const method of ["GET", "HEAD"]) {
    const answer = await ask(target, { method, headers: { Accept: accept } });
    expect([answer.status, answer.headers.get("location")]).toEqual([308, location]);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
  }
  expect(await reachedSince()).toEqual([]);
  const followed = await ask(target, { redirect: "follow", headers: { Accept: accept } });
  expect([followed.status, new URL(followed.url).pathname]).toEqual([200, location.replace(/\?.*/, "")]);
});

test("an upload to /pacs/studies/ is redirected with its method", async () => {
  const boundary = "superfluous";
  const body = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\nnothing\r\n--${boundary}--\r\n`;
  const headers = { "Content-Type": `multipart/related; type="application/dicom"; boundary=${boundary}` };
  const answer = await ask("/pacs/studies/", { method: "POST", headers, body });
  expect([answer.status, answer.headers.get("location")]).toEqual([308, "/pacs/studies"]);
  const followed = await ask("/pacs/studies/", { method: "POST", headers, body, redirect: "follow" });
  expect(followed.status).toBe(409);
});

test.each<[string, string, number, string]>([
  ["GET", "/pacs//", 404, "not-found"],
  ["GET", "/pacs//nothing", 404, "not-found"],
  ["GET", "/pacs//evil.example", 404, "not-found"],
  ["GET", "/pacs//studies/1..2", 400, "uid"],
  ["GET", "/pacs/studies/?nothing=1", 400, "search-unknown-key"],
  ["GET", "/pacs/studies/?PatientName=%0d%0aX:y", 400, "query-encoding"],
  ["POST", "/pacs/studies/", 415, "store-content-type"],
  ["DELETE", "/pacs/studies/", 405, "method-not-allowed"],
])("%s %s is refused with %i and the reason %s of the canonical address", async (method, target, status, reason) => {
  const answer = await ask(target, { method });
  expect([answer.status, await answer.json()]).toMatchObject([status, { reason }]);
});

test("nobody is redirected by an address of another place, or without a session", async () => {
  expect((await ask("//pacs/studies")).status).toBe(400);
  expect((await ask("/pacs/studies/", { headers: { Cookie: "" } })).status).toBe(401);
  const { url } = inject("stack");
  const stranger = await httpGet(`${url}/pacs//studies/`, NAVIGATION);
  expect(stranger).toMatchObject({ status: 302, location: "/login?to=%2Fpacs%2Fstudies" });
});

test("OPTIONS with a superfluous slash is redirected to the resource that answers it", async () => {
  const answer = await ask("/pacs/studies/", { method: "OPTIONS", redirect: "follow" });
  expect([answer.status, answer.headers.get("allow")]).toEqual([204, "GET, HEAD, POST, OPTIONS"]);
});
