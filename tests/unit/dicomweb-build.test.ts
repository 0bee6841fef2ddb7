import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../support/lua";

const I = "/studies/1.2/series/1.3/instances/1.4";
const JSON_TYPE = "application/dicom+json";
const FRAMES = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const DICOM = 'multipart/related; type="application/dicom"; transfer-syntax=*';

interface Built {
  readonly status?: number;
  readonly reason?: string;
  readonly path?: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: boolean;
}

/** Parses a request and builds Orthanc's from it; a refusal is returned as it is. */
async function rebuild(method: string, path: string, query?: string, headers = {}): Promise<Built> {
  const args = [method, path, query, headers];
  const [transaction, refusal] = await callLua("gateway.dicomweb.parse", "parseDicomweb", ...args);
  if (transaction === null) return refusal as Built;
  const [built] = await callLua("gateway.dicomweb.build", "buildDicomweb", transaction);
  return built as Built;
}

test.each<[string, string | undefined, string, string]>([
  ["/pacs/studies", undefined, "/dicom-web/studies", JSON_TYPE],
  ["/pacs/dicom-web/studies", undefined, "/dicom-web/studies", JSON_TYPE],
  ["/pacs/series", "limit=2", "/dicom-web/series?limit=2", JSON_TYPE],
  ["/pacs/instances", undefined, "/dicom-web/instances", JSON_TYPE],
  ["/pacs/studies/1.2/series", undefined, "/dicom-web/studies/1.2/series", JSON_TYPE],
  ["/pacs/studies/1.2/instances", undefined, "/dicom-web/studies/1.2/instances", JSON_TYPE],
  [
    "/pacs/studies/1.2/series/1.3/instances",
    "limit=1",
    "/dicom-web/studies/1.2/series/1.3/instances?limit=1",
    JSON_TYPE,
  ],
  ["/pacs/studies/1.2", undefined, "/dicom-web/studies/1.2", DICOM],
  ["/pacs/studies/1.2/series/1.3", undefined, "/dicom-web/studies/1.2/series/1.3", DICOM],
  [`/pacs${I}`, undefined, `/dicom-web${I}`, DICOM],
  ["/pacs/studies/1.2/metadata", undefined, "/dicom-web/studies/1.2/metadata", JSON_TYPE],
  ["/pacs/studies/1.2/series/1.3/metadata", undefined, "/dicom-web/studies/1.2/series/1.3/metadata", JSON_TYPE],
  [`/pacs${I}/metadata`, undefined, `/dicom-web${I}/metadata`, JSON_TYPE],
  [`/pacs${I}/frames/1,2`, undefined, `/dicom-web${I}/frames/1,2`, FRAMES],
  [
    `/pacs${I}/bulk/00420011`,
    undefined,
    `/dicom-web${I}/bulk/00420011`,
    "multipart/related; type=application/octet-stream",
  ],
  [`/pacs${I}/rendered`, undefined, `/dicom-web${I}/rendered`, "*/*"],
  [`/pacs${I}/rendered`, "accept=application/pdf", `/dicom-web${I}/rendered`, "*/*"],
  [
    `/pacs${I}/frames/3/rendered`,
    "quality=90&accept=image/png",
    `/dicom-web${I}/frames/3/rendered?quality=90`,
    "image/png",
  ],
  [
    "/pacs/studies/1.2/series/1.3/thumbnail",
    "viewport=256%2C256&accept=image%2Fjpeg",
    "/dicom-web/studies/1.2/series/1.3/thumbnail?viewport=256,256",
    "image/jpeg",
  ],
  [
    `/pacs${I}/rendered`,
    "window=-40.5%2C400%2Clinear&viewport=64,64,0,0,-128,128.5",
    `/dicom-web${I}/rendered?viewport=64,64,0,0,-128,128.5&window=-40.5,400,linear`,
    "*/*",
  ],
])("GET %s with %s becomes %s", async (path, query, upstream, accept) => {
  expect(await rebuild("GET", path, query)).toEqual({ path: upstream, scope: "view", accept, body: false });
});

test.each<[string, string]>([
  // What OHIF 3.13.2 sends.
  [
    "PatientName=*do*&00100020=*1*&limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060%2C00080090%2C00100030",
    "?00100010=*do*&00100020=*1*&includefield=00081030,00080060,00080090,00100030&fuzzymatching=false&limit=101",
  ],
  ["ModalitiesInStudy=CT%2CMR&StudyDate=20200101-20201231", "?00080061=CT,MR&00080020=20200101-20201231"],
  ["StudyInstanceUID=1.2%5C1.3", "?0020000D=1.2,1.3"],
  // Case of tags, repeated includefield, lists and all.
  ["0020000d=1.2", "?0020000D=1.2"],
  ["includefield=all&includefield=0020000d,PatientName", "?includefield=all&includefield=0020000D,00100010"],
  // Limits: 0 would mean the same to Orthanc as none.
  ["limit=0", ""],
  ["limit=1000&offset=20", "?limit=1000&offset=20"],
  // Values are decoded once and encoded anew.
  ["PatientName=D%6Fe%5eJ%C3%B6", "?00100010=Doe%5EJ%C3%B6"],
  ["PatientID=%2525", "?00100020=%2525"],
  ["PatientID=a%3Db%23c%3Fd%3Be", "?00100020=a%3Db%23c%3Fd%3Be"],
  ["PatientID=a%20b%2Bc", "?00100020=a%20b%2Bc"],
  ["PatientID=", "?00100020="],
  ["StudyTime=1200-130000.5", "?00080030=1200-130000.5"],
])("the search %s becomes %s", async (query, upstream) => {
  expect((await rebuild("GET", "/pacs/studies", query)).path).toBe(`/dicom-web/studies${upstream}`);
});

test.each<[string, string, string]>([
  ["/pacs/studies", "_method=DELETE", "search-unknown-key"],
  ["/pacs/studies", "%5Fmethod=DELETE", "search-unknown-key"],
  ["/pacs/studies", "patientname=x", "search-unknown-key"],
  ["/pacs/studies", "PATIENTNAME=x", "search-unknown-key"],
  ["/pacs/studies", "Limit=1", "search-unknown-key"],
  ["/pacs/studies", "00091001=x", "search-unknown-key"],
  ["/pacs/studies", "0010,0010=x", "search-unknown-key"],
  ["/pacs/studies", "SOPInstanceUID=1.2", "search-unknown-key"],
  ["/pacs/studies", "Rows=512", "search-unknown-key"],
  ["/pacs/studies", "PatientName=x&00100010=y", "search-same-attribute"],
  ["/pacs/studies", "0020000d=1.2&0020000D=1.3", "search-same-attribute"],
  ["/pacs/studies/1.2/series", "StudyInstanceUID=1.3", "search-same-attribute"],
  ["/pacs/studies/1.2/series/1.3/instances", "0020000E=1.4", "search-same-attribute"],
  ["/pacs/studies", "PatientName=x&PatientName=y", "query-duplicate-key"],
  ["/pacs/studies", "limit=-1", "search-limit"],
  ["/pacs/studies", "limit=1e9", "search-limit"],
  ["/pacs/studies", "limit=1001", "search-limit"],
  ["/pacs/studies", "limit=", "search-limit"],
  ["/pacs/studies", "offset=-1", "search-offset"],
  ["/pacs/studies", "fuzzymatching=1", "search-fuzzymatching"],
  ["/pacs/studies", "includefield=nothing", "search-includefield"],
  ["/pacs/studies", "includefield=00091001", "search-includefield"],
  ["/pacs/studies", "includefield=", "search-includefield"],
  ["/pacs/studies", "includefield=00100010,,00100020", "search-includefield"],
  ["/pacs/studies", "StudyInstanceUID=*", "search-value"],
  ["/pacs/studies", "StudyInstanceUID=1.2,", "search-value"],
  ["/pacs/studies", "StudyDate=2020-01-01", "search-value"],
  ["/pacs/studies", "StudyDate=-", "search-value"],
  ["/pacs/studies", "StudyDate=*", "search-value"],
  ["/pacs/studies", `PatientName=${"x".repeat(257)}`, "search-value"],
])("the search %s?%s is refused as %s", async (path, query, reason) => {
  expect(await rebuild("GET", path, query)).toMatchObject({ status: 400, reason });
});

test("no value can become a parameter: Orthanc decodes the query before it splits it", async () => {
  for (const query of ["PatientName=a%26_method%3DDELETE", "PatientID=%26limit%3D0", "AccessionNumber=%26"]) {
    expect(await rebuild("GET", "/pacs/studies", query)).toMatchObject({ status: 400, reason: "search-value" });
  }
  const bytes = Array.from({ length: 95 }, (_, i) => encodeURIComponent(String.fromCharCode(32 + i)));
  const parsed = await callLuaMany(
    bytes.map((byte) => ({
      module: "gateway.dicomweb.parse",
      fn: "parseDicomweb",
      args: ["GET", "/pacs/studies", `PatientName=a${byte}b`, {}],
    })),
  );
  const transactions = parsed.flatMap(([transaction]) => (transaction === null ? [] : [transaction]));
  expect(transactions).toHaveLength(94);
  const built = await callLuaMany(
    transactions.map((transaction) => ({ module: "gateway.dicomweb.build", fn: "buildDicomweb", args: [transaction] })),
  );
  for (const [request] of built) {
    expect((request as Built).path).not.toMatch(/&|%26/);
  }
});

test.each<[string, string, string]>([
  ["/pacs/studies", 'multipart/related; type="application/dicom"; boundary=abc', "abc"],
  ["/pacs/studies/1.2", 'multipart/related; type="application/dicom"; boundary="a-b.c:d"', "a-b.c:d"],
  ["/pacs/studies", "Multipart/Related;boundary=abc;TYPE=Application/DICOM", "abc"],
  ["/pacs/studies", 'multipart/related; type="application/dicom"; transfer-syntax=1.2; boundary=abc', "abc"],
])("POST %s with %s is a store", async (path, contentType, boundary) => {
  expect(await rebuild("POST", path, undefined, { contentType, contentLength: "10" })).toEqual({
    path: path.replace("/pacs", "/dicom-web"),
    scope: "store",
    accept: JSON_TYPE,
    contentType: `multipart/related; type="application/dicom"; boundary="${boundary}"`,
    body: true,
  });
});

test.each<[string | undefined, number]>([
  [undefined, 415],
  ["application/dicom", 415],
  ["application/zip", 415],
  ["multipart/form-data; boundary=x", 415],
  ["multipart/related", 415],
  ["multipart/related; boundary=x", 415],
  ['multipart/related; type="application/dicom+json"; boundary=x', 415],
  ['multipart/related; type="application/dicom"', 400],
  ['multipart/related; type="application/dicom"; boundary=""', 400],
  ['multipart/related; type="application/dicom"; boundary="a b"', 400],
  ['multipart/related; type="application/dicom"; boundary="a=b"', 400],
  ['multipart/related; type="application/dicom"; boundary="a\r\nX: y"', 400],
  ['multipart/related; type="application/dicom"; boundary=a; boundary=b', 400],
  ['multipart/related; type="application/dicom"; type="text/html"; boundary=b', 400],
  [`multipart/related; type="application/dicom"; boundary=${"x".repeat(71)}`, 400],
])("a store with the Content-Type %s is refused with %i", async (contentType, status) => {
  expect(await rebuild("POST", "/pacs/studies", undefined, { contentType })).toMatchObject({ status });
});

test("an encoded store body and a query on a store are refused", async () => {
  const contentType = 'multipart/related; type="application/dicom"; boundary=x';
  for (const contentEncoding of ["gzip", "identity", "br"]) {
    const refused = await rebuild("POST", "/pacs/studies", undefined, { contentType, contentEncoding });
    expect(refused).toMatchObject({ status: 415, reason: "content-encoding" });
  }
  expect(await rebuild("POST", "/pacs/studies", "_method=DELETE", { contentType })).toMatchObject({ status: 400 });
});
