import { expect, test } from "vitest";
import { rebuild } from "../../../support/rebuild";

const I = "/studies/1.2/series/1.3/instances/1.4";
const JSON_TYPE = "application/dicom+json";
const XML = 'multipart/related; type="application/dicom+xml"';
const STORE = 'multipart/related; type="application/dicom"';
const TWO_UUIDS = "2d1d9a8c-6f0e-4c53-9a5e-0b6a3f1c7e42-2d1d9a8c-6f0e-4c53-9a5e-0b6a3f1c7e42";
const FRAMES = "multipart/related; type=application/octet-stream; transfer-syntax=*";
const DICOM = 'multipart/related; type="application/dicom"; transfer-syntax=*';

test.each<[string, string | undefined, string, string]>([
  ["/pacs/studies", undefined, "/dicom-web/studies?limit=1000", JSON_TYPE],
  ["/pacs/dicom-web/studies", undefined, "/dicom-web/studies?limit=1000", JSON_TYPE],
  ["/pacs/series", "limit=2", "/dicom-web/series?limit=2", JSON_TYPE],
  ["/pacs/instances", undefined, "/dicom-web/instances?limit=1000", JSON_TYPE],
  ["/pacs/studies/1.2/series", undefined, "/dicom-web/studies/1.2/series?limit=1000", JSON_TYPE],
  ["/pacs/studies/1.2/instances", undefined, "/dicom-web/studies/1.2/instances?limit=1000", JSON_TYPE],
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
  [
    `/pacs${I}/rendered`,
    "window=-40.5,400,linear-exact",
    `/dicom-web${I}/rendered?window=-40.000000000,401.000000000,linear`,
    "*/*",
  ],
  [
    `/pacs${I}/frames/1/thumbnail`,
    "window=0.00000001,9999999999999999,linear-exact",
    `/dicom-web${I}/frames/1/thumbnail?window=0.500000010,10000000000000000.000000000,linear`,
    "*/*",
  ],
  [`/pacs${I}/rendered`, "window=40,0.5,sigmoid", `/dicom-web${I}/rendered?window=40,0.5,sigmoid`, "*/*"],
  [
    "/pacs/studies",
    "accept=multipart/related;type=%22application/dicom%2Bxml%22",
    "/dicom-web/studies?limit=1000",
    XML,
  ],
  [`/pacs${I}/metadata`, 'accept=multipart/related;type="application/dicom+xml"', `/dicom-web${I}/metadata`, XML],
  [`/pacs${I}/frames/1`, "accept=*/*&charset=utf-8", `/dicom-web${I}/frames/1`, FRAMES],
  [
    "/pacs/studies/1.2/rendered",
    "viewport=64,64,,,32,32",
    "/dicom-web/studies/1.2/rendered?viewport=64,64,,,32,32",
    "*/*",
  ],
  ["/pacs/studies/1.2/rendered", "viewport=64,64,8,8", "/dicom-web/studies/1.2/rendered?viewport=64,64,8,8,,", "*/*"],
  ["/pacs/studies/1.2/rendered", "iccprofile=no&charset=utf-8", "/dicom-web/studies/1.2/rendered", "*/*"],
])("GET %s with %s is rebuilt as %s", async (path, query, upstream, accept) => {
  expect(await rebuild("GET", path, query)).toEqual({ path: upstream, scope: "view", accept, body: false });
});

test.each<[string, string, string]>([
  ["/pacs/studies", 'multipart/related; type="application/dicom"; boundary=abc', "abc"],
  ["/pacs/studies/1.2", 'multipart/related; type="application/dicom"; boundary="a-b.c:d"', "a-b.c:d"],
  ["/pacs/studies", "Multipart/Related;boundary=abc;TYPE=Application/DICOM", "abc"],
  ["/pacs/studies", 'multipart/related; type="application/dicom"; transfer-syntax=1.2; boundary=abc', "abc"],
  // As Python's `email`, JavaMail and Orthanc's DICOMweb plugin make it, all that RFC 2046 allows, and the longest.
  [
    "/pacs/studies",
    `${STORE}; boundary="===============7330845974216740156=="`,
    "===============7330845974216740156==",
  ],
  [
    "/pacs/studies",
    `${STORE}; boundary="----=_Part_0_1330278415.1700000000000"`,
    "----=_Part_0_1330278415.1700000000000",
  ],
  ["/pacs/studies", `${STORE}; boundary=${TWO_UUIDS}`, TWO_UUIDS],
  ["/pacs/studies", `${STORE}; boundary=" a  b'()+_,-./:=?"`, " a  b'()+_,-./:=?"],
  ["/pacs/studies", `${STORE}; boundary="${"= ".repeat(49)}=="`, `${"= ".repeat(49)}==`],
])("POST %s with %s is a store with the boundary %s", async (path, contentType, boundary) => {
  expect(await rebuild("POST", path, undefined, { contentType, contentLength: "10" })).toEqual({
    path: path.replace("/pacs/studies", "/store"),
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
  ['multipart/related; type="application/dicom"; boundary=" "', 400],
  ['multipart/related; type="application/dicom"; boundary="a b "', 400],
  ['multipart/related; type="application/dicom"; boundary="a\tb"', 400],
  ['multipart/related; type="application/dicom"; boundary=a b', 400],
  ['multipart/related; type="application/dicom"; boundary=a=b', 400],
  ['multipart/related; type="application/dicom"; boundary==', 400],
  ['multipart/related; type="application/dicom"; boundary="a;b"', 400],
  ['multipart/related; type="application/dicom"; boundary="a\\"b"', 400],
  ['multipart/related; type="application/dicom"; boundary="a\r\nX: y"', 400],
  ['multipart/related; type="application/dicom"; boundary=a; boundary=b', 400],
  ['multipart/related; type="application/dicom"; type="text/html"; boundary=b', 400],
  [`multipart/related; type="application/dicom"; boundary=${"x".repeat(101)}`, 400],
])("a store with the Content-Type %s is refused with %i", async (contentType, status) => {
  expect(await rebuild("POST", "/pacs/studies", undefined, { contentType })).toMatchObject({ status });
});

test("a store with a Content-Encoding or a query is refused", async () => {
  const contentType = 'multipart/related; type="application/dicom"; boundary=x';
  for (const contentEncoding of ["gzip", "identity", "br"]) {
    const refused = await rebuild("POST", "/pacs/studies", undefined, { contentType, contentEncoding });
    expect(refused).toMatchObject({ status: 415, reason: "content-encoding" });
  }
  expect(await rebuild("POST", "/pacs/studies", "_method=DELETE", { contentType })).toMatchObject({ status: 400 });
});
