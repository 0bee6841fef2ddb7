import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";
import { rebuild } from "../../../support/rebuild";

const NAMED = "requestType=WADO&studyUID=1.2&seriesUID=1.3&objectUID=1.4";
const INSTANCE = { study: "1.2", series: "1.3", instance: "1.4" };
const FILE = `${NAMED}&contentType=application%2Fdicom`;
const LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

type Headers = Readonly<Record<string, string>>;
type Parsed = [
  transaction: Record<string, unknown> | null,
  refusal?: { status: number; reason: string; detail: string },
];

async function parse(query: string, headers: Headers = {}): Promise<Parsed> {
  const args = ["GET", query, headers];
  return (await callLua("gateway.dicomweb.uri-service", "parseUriService", ...args)) as Parsed;
}

/** The request that the archive's side gets. */
async function build(query: string, headers: Headers = {}): Promise<unknown> {
  const [transaction, refusal] = await parse(query, headers);
  expect(refusal ?? undefined).toBeUndefined();
  return (await callLua("gateway.dicomweb.build", "buildDicomweb", transaction))[0];
}

const PATH = "/dicom-web/studies/1.2/series/1.3/instances/1.4";

test.each<[string, Headers, object]>([
  [FILE, {}, {}],
  [`${NAMED}&contentType=application/dicom`, { accept: "text/html" }, {}],
  [NAMED, { accept: "application/dicom" }, {}],
  [NAMED, { accept: "application/*;q=0.9, image/jpeg;q=0.5" }, {}],
  [`${NAMED}&contentType=image/jpeg;q%3D0.5,application/dicom`, {}, {}],
  [`${FILE}&transferSyntax=*`, {}, {}],
  [`${FILE}&useOrig=true`, {}, {}],
  [`${FILE}&transferSyntax=*&useOrig=true&charset=UTF-8`, {}, {}],
  [`${FILE}&transferSyntax=${LITTLE_ENDIAN}`, {}, { syntaxes: [LITTLE_ENDIAN] }],
  [`${FILE}%3Btransfer-syntax%3D${LITTLE_ENDIAN}`, {}, { syntaxes: [LITTLE_ENDIAN] }],
  [`${FILE}%3Btransfer-syntax%3D1.2.3&transferSyntax=*`, {}, {}],
  [`objectUID=1.4&&contentType=application/dicom&seriesUID=1%2e3&studyUID=1.2&requestType=WADO`, {}, {}],
])("the URI service reads %s with %j as Retrieve Instance", async (query, headers, more) => {
  const expected = { kind: "RetrieveInstance", ...INSTANCE, isSingle: true, ...more };
  expect(await parse(query, headers)).toEqual([expected]);
});

test.each<[string, Headers, string, string]>([
  [NAMED, {}, "/rendered", "*/*"],
  [NAMED, { accept: "*/*" }, "/rendered", "*/*"],
  [NAMED, { accept: "image/avif, image/webp, */*;q=0.8" }, "/rendered", "*/*"],
  [`${NAMED}&contentType=image/jpeg`, {}, "/rendered", "image/jpeg"],
  [`${NAMED}&contentType=image%2Fpng`, { accept: "image/jpeg" }, "/rendered", "image/png"],
  [`${NAMED}&contentType=image/gif,image/png`, {}, "/rendered", "image/png"],
  [`${NAMED}&contentType=image/jpg`, {}, "/rendered", "image/jpeg"],
  [`${NAMED}&contentType=IMAGE/JPG&imageQuality=70`, { accept: "image/png" }, "/rendered?quality=70", "image/jpeg"],
  [`${NAMED}&contentType=application/pdf`, {}, "/rendered", "*/*"],
  [`${NAMED}&contentType=video/mp4`, {}, "/rendered", "*/*"],
  [`${NAMED}&frameNumber=3`, {}, "/frames/3/rendered", "*/*"],
  [`${NAMED}&rows=256&columns=128`, {}, "/rendered?viewport=128,256", "*/*"],
  [`${NAMED}&windowCenter=-40.5&windowWidth=400`, {}, "/rendered?window=-40.5,400,linear", "*/*"],
  [`${NAMED}&contentType=image/jpeg&imageQuality=70`, {}, "/rendered?quality=70", "image/jpeg"],
  [
    `${NAMED}&contentType=image/jpeg&imageQuality=70&rows=9&columns=8&windowCenter=1&windowWidth=2&frameNumber=1`,
    {},
    "/frames/1/rendered?viewport=8,9&window=1,2,linear&quality=70",
    "image/jpeg",
  ],
])("the URI service has %s with %j drawn as %s, %s", async (query, headers, end, accept) => {
  expect(await build(query, headers)).toEqual({ path: PATH + end, scope: "view", accept, body: false });
});

test("the URI service builds the very request that WADO-RS builds, under whose key the cache has the answer", async () => {
  const accept = { accept: "image/png" };
  const picture = await build(`${NAMED}&frameNumber=2&rows=9&columns=8&windowCenter=1&windowWidth=2`, accept);
  const path = PATH.replace("/dicom-web", "/pacs");
  const query = "window=1,2,linear&viewport=8,9";
  expect(picture).toEqual(await rebuild("GET", `${path}/frames/2/rendered`, query, accept));
  expect(await build(NAMED)).toEqual(await rebuild("GET", `${path}/rendered`));
});

test("a picture of the URI service says that nothing is written on it", async () => {
  expect(await build(`${NAMED}&annotation=patient,technique`)).toMatchObject({
    path: `${PATH}/rendered`,
    warning: expect.stringMatching(/Annotations/) as string,
  });
});

test("a range of a video is asked for by the URI service too", async () => {
  expect(await build(`${NAMED}&contentType=video/mp4`, { range: "bytes=0-99" })).toMatchObject({ range: "bytes=0-99" });
});

test("a file of the URI service is asked for by its UIDs, in the transfer syntax that the client takes", async () => {
  const accept = "application/dicom; transfer-syntax=*";
  expect(await build(FILE)).toEqual({ path: PATH, scope: "view", accept, body: false });
  const named = await build(`${FILE}&transferSyntax=${LITTLE_ENDIAN}`);
  expect(named).toEqual({ path: PATH, scope: "view", accept, body: false, syntaxes: LITTLE_ENDIAN });
});

test("the URI service requires what the same requests of WADO-RS require, and does the same work", async () => {
  const row = async (transaction: unknown): Promise<unknown> =>
    (await callLua("gateway.routes.transactions", "dicomwebRow", transaction))[0];
  const [file] = await parse(FILE);
  const inMultipart = { ...file, isSingle: undefined };
  expect(await row(file)).toEqual({ ...((await row(inMultipart)) as object), server: expect.any(String) as string });
  const [picture] = await parse(NAMED);
  expect(await row(picture)).toMatchObject({ server: "player", work: "heavy", requires: { anyOf: ["view"] } });
});

test.each([
  "/pacs/wado/",
  "/pacs//wado",
  "/pacs/WADO",
  "/pacs/wad%6f",
  "/pacs/wado/x",
  "/pacs/wado;x",
  "/pacs/dicom-web/../wado",
  "/wado",
  "/pacs",
])("%s is not the URI service's address", async (path) => {
  expect(await callLua("gateway.dicomweb.uri-service", "isUriService", path)).toEqual([false]);
});
