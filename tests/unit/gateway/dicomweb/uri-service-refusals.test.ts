import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const NAMED = "requestType=WADO&studyUID=1.2&seriesUID=1.3&objectUID=1.4";
const FILE = `${NAMED}&contentType=application%2Fdicom`;

type Headers = Readonly<Record<string, string>>;
type Parsed = [transaction: unknown, refusal?: { status: number; reason: string; detail: string }];

async function parse(query: string | undefined, headers: Headers = {}, method = "GET"): Promise<Parsed> {
  const args = [method, query, headers];
  return (await callLua("gateway.dicomweb.uri-service", "parseUriService", ...args)) as Parsed;
}

/** Each parameter, with values that are none. */
const UIDS = ["*", ".1.2", "1..2", "1.2.", "1.a", "1.2%0a", "1.2%20", "+1.2", "1.2%2C1.3", "1.2%5C1.3", "..%5c", "1/2"];
const BAD: readonly [string, string, readonly string[]][] = [
  ["requestType=WADO", "requestType", ["", "wado", "WADO%20", "RENDER", "WADO,WADO"]],
  ["studyUID=1.2", "studyUID", [...UIDS, "1".repeat(65)]],
  ["seriesUID=1.3", "seriesUID", [...UIDS, "1".repeat(65)]],
  ["objectUID=1.4", "objectUID", [...UIDS, "1".repeat(65)]],
];

test.each(BAD)("the URI service takes no other values in the place of %s", async (part, name, values) => {
  for (const value of values) {
    const [transaction, refusal] = await parse(FILE.replace(part, `${name}=${value}`));
    expect([value, transaction, refusal?.status]).toEqual([value, null, 400]);
  }
});

test.each([
  ["frameNumber", ["", "0", "01", "-1", "1.5", "1,2", "1e3", "1234567890", "1/rendered", "1?x"]],
  ["imageQuality", ["", "0", "101", "070", "70.5", "-1", "1e1"]],
  ["annotation", ["", "all", "patient,", "patient%26x", "patient technique"]],
  ["charset", ["", "iso-8859-1", "utf-16", "UTF-8;q=0"]],
])("the URI service refuses a malformed %s", async (name, values) => {
  for (const value of values) {
    const [transaction, refusal] = await parse(`${NAMED}&${name}=${value}`);
    expect([value, transaction]).toEqual([value, null]);
    expect(refusal?.status).toBe(name === "charset" ? 406 : 400);
  }
});

test.each([
  ["rows", "columns", "8", ["", "0", "08", "-8", "4097", "8.5", "8,0,0,1,1", "8%2C8", "1e2", "99999"]],
  ["columns", "rows", "8", ["", "0", "08", "-8", "4097", "8.5", "8,0,0,1,1", "8%2C8", "1e2", "99999"]],
  ["windowCenter", "windowWidth", "8", ["", "a", "1e3", "1,2", "--1", "+1", ".5", "1%5C2", "nan", "1%26window=1"]],
  ["windowWidth", "windowCenter", "8", ["", "0", "-1", "1e3", "1,sigmoid", "1,linear", "nan", "inf", "1%3Bx"]],
])("the URI service refuses a malformed %s, and one without %s", async (name, other, value, values) => {
  for (const bad of values) {
    const [transaction, refusal] = await parse(`${NAMED}&${other}=${value}&${name}=${bad}`);
    expect([bad, transaction, refusal?.reason]).toEqual([bad, null, "wado-uri-value"]);
    expect(refusal?.detail).toContain(name);
  }
  const [, alone] = await parse(`${NAMED}&${name}=8`);
  expect(alone).toMatchObject({ status: 400, reason: "wado-uri-missing" });
  expect(alone?.detail).toContain(other);
});

test.each([
  ["transferSyntax", ["", "1.2.", "implicit", "*,*", "1.2%2C1.3"]],
  ["useOrig", ["", "false", "1", "TRUE"]],
])("the URI service refuses a malformed %s", async (name, values) => {
  for (const value of values) {
    const [transaction, refusal] = await parse(`${FILE}&${name}=${value}`);
    expect([value, transaction, refusal?.reason]).toEqual([value, null, "wado-uri-value"]);
  }
});

test.each(NAMED.split("&").map((part) => part.split("=")[0] ?? ""))(
  "the URI service says that %s is missing, left out or empty",
  async (name) => {
    const rest = FILE.split("&").filter((part) => !part.startsWith(`${name}=`));
    expect((await parse(rest.join("&")))[1]).toMatchObject({ status: 400, reason: "wado-uri-missing" });
    const [, empty] = await parse([...rest, `${name}=`].join("&"));
    expect(empty?.status).toBe(400);
    expect(empty?.detail).toContain(name);
  },
);

test("the URI service takes each parameter once, whatever its spelling", async () => {
  const all = `${NAMED}&contentType=image/jpeg&charset=utf-8&rows=8&columns=8&windowCenter=1&windowWidth=2`;
  const pieces = `${all}&imageQuality=70&annotation=patient&frameNumber=1`.split("&");
  const doubled = pieces.flatMap((piece) => [
    piece,
    piece.replace(/^(.)/, (first) => `%${first.charCodeAt(0).toString(16)}`),
  ]);
  const calls = doubled.map((piece) => ({
    module: "gateway.dicomweb.uri-service",
    fn: "parseUriService",
    args: ["GET", [...pieces, piece].join("&"), {}],
  }));
  const refusals = (await callLuaMany(calls)).map(([, refusal]) => (refusal as { reason: string }).reason);
  expect(new Set(refusals)).toEqual(new Set(["query-duplicate-key"]));
});

test.each([
  ["anonymize=yes", "wado-uri-unsupported"],
  ["anonymize=no", "wado-uri-unsupported"],
  ["presentationUID=1.5", "wado-uri-unsupported"],
  ["presentationSeriesUID=1.5", "wado-uri-unsupported"],
  ["region=0,0,1,1", "wado-uri-unsupported"],
  ["region=0.1,0.1,0.9,0.9", "wado-uri-unsupported"],
  ["StudyUID=1.2", "wado-uri-unknown-key"],
  ["studyuid=1.2", "wado-uri-unknown-key"],
  ["includefield=all", "wado-uri-unknown-key"],
  ["accept=image/png", "wado-uri-unknown-key"],
  ["viewport=8,8", "wado-uri-unknown-key"],
  ["_method=DELETE", "wado-uri-unknown-key"],
  ["filename=x.dcm", "wado-uri-unknown-key"],
  ["studyUID=1.2%00", "query-encoding"],
  ["rows=%zz", "query-percent"],
  ["rows=%", "query-percent"],
  ["rows=%c0%af", "query-encoding"],
  ["=1", "query-encoding"],
])("the URI service refuses %s with a sentence", async (part, reason) => {
  const [transaction, refusal] = await parse(`${NAMED}&${part}`);
  expect([transaction, refusal]).toMatchObject([null, { status: 400, reason }]);
  expect(refusal?.detail).toMatch(/\.$/);
});

test.each([
  ...["rows=8&columns=8", "frameNumber=1", "windowCenter=1&windowWidth=2", "imageQuality=70", "annotation=patient"].map(
    (part) => `${FILE}&${part}`,
  ),
  `${NAMED}&contentType=image/jpeg&transferSyntax=*`,
  `${NAMED}&useOrig=true`,
])("the URI service refuses what says nothing of the media type: %s", async (query) => {
  expect(await parse(query)).toMatchObject([null, { status: 400, reason: "wado-uri-media-type" }]);
});

test.each<[string, Headers]>([
  [`${NAMED}&contentType=image/gif`, {}],
  [`${NAMED}&contentType=text/html`, { accept: "image/jpeg" }],
  [`${NAMED}&contentType=x`, {}],
  [`${NAMED}&contentType=image/jpgx`, {}],
  [NAMED, { accept: "image/jpg" }],
  [`${NAMED}&contentType=application/dicom;q%3D0`, {}],
  [`${FILE}%3Btransfer-syntax%3Dx`, {}],
  [NAMED, { accept: "text/html" }],
  [NAMED, { accept: 'multipart/related; type="application/dicom"' }],
])("the URI service names its media types to who takes none of them: %s with %j", async (query, headers) => {
  const [transaction, refusal] = await parse(query, headers);
  expect([transaction, refusal]).toMatchObject([null, { status: 406, reason: "not-acceptable" }]);
  expect(refusal?.detail).toMatch(/application\/dicom, image\/jpeg/);
});

test("the URI service takes GET alone, without a body", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "get", ""]) {
    expect((await parse(FILE, {}, method))[1]).toMatchObject({ status: 405, reason: "method-not-allowed" });
  }
  for (const headers of [{ contentLength: "5" }, { transferEncoding: "chunked" }]) {
    expect((await parse(FILE, headers))[1]).toMatchObject({ status: 400, reason: "body-on-get" });
  }
  expect((await parse(undefined))[1]).toMatchObject({ status: 400, reason: "wado-uri-missing" });
});
