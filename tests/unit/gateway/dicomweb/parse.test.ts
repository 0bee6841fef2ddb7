import fc from "fast-check";
import { expect, test } from "vitest";
import { callLua, callLuaMany } from "../../../support/lua";

const STUDY = "1.2.840.113619.2.1";
const SERIES = "1.2.840.113619.2.2";
const INSTANCE = "1.2.840.113619.2.3";
const S = `/pacs/studies/${STUDY}`;
const SE = `${S}/series/${SERIES}`;
const I = `${SE}/instances/${INSTANCE}`;

type Headers = Record<string, string>;

interface Refusal {
  readonly status: number;
  readonly reason: string;
}

type Parsed = [Record<string, unknown> | null, Refusal?];

async function parse(method: string, path: string, query?: string, headers: Headers = {}): Promise<Parsed> {
  return (await callLua("gateway.dicomweb.parse", "parseDicomweb", method, path, query, headers)) as Parsed;
}

test.each<[string, Record<string, unknown>]>([
  ["/pacs/studies", { kind: "SearchStudies" }],
  ["/pacs/series", { kind: "SearchSeries" }],
  ["/pacs/instances", { kind: "SearchInstances" }],
  ["/pacs/dicom-web/studies", { kind: "SearchStudies" }],
  [`${S}/series`, { kind: "SearchSeries", study: STUDY }],
  [`${S}/instances`, { kind: "SearchInstances", study: STUDY }],
  [`${SE}/instances`, { kind: "SearchInstances", study: STUDY, series: SERIES }],
  [S, { kind: "RetrieveStudy", study: STUDY }],
  [SE, { kind: "RetrieveSeries", study: STUDY, series: SERIES }],
  [I, { kind: "RetrieveInstance", study: STUDY, series: SERIES, instance: INSTANCE }],
  [`${S}/metadata`, { kind: "RetrieveStudyMetadata", study: STUDY }],
  [`${SE}/metadata`, { kind: "RetrieveSeriesMetadata", study: STUDY, series: SERIES }],
  [`${I}/metadata`, { kind: "RetrieveInstanceMetadata", instance: INSTANCE }],
  [`${I}/frames/7`, { kind: "RetrieveFrames", instance: INSTANCE, frames: [7] }],
  [`${I}/frames/1,3,2`, { kind: "RetrieveFrames", frames: [1, 3, 2] }],
  [`${I}/bulk/7FE00010`, { kind: "RetrieveBulkData", attribute: "7fe00010" }],
  [`${I}/bulk/52009230/1/00289145/2/0028abcd`, { attribute: "52009230/1/00289145/2/0028abcd" }],
  [`${S}/rendered`, { kind: "RetrieveRendered", study: STUDY }],
  [`${SE}/rendered`, { kind: "RetrieveRendered", series: SERIES }],
  [`${I}/rendered`, { kind: "RetrieveRendered", instance: INSTANCE, mediaType: "*/*" }],
  [`${I}/frames/2/rendered`, { kind: "RetrieveRendered", frame: 2 }],
  [`${S}/thumbnail`, { kind: "RetrieveThumbnail", study: STUDY }],
  [`${SE}/thumbnail`, { kind: "RetrieveThumbnail", series: SERIES }],
  [`${I}/thumbnail`, { kind: "RetrieveThumbnail", instance: INSTANCE }],
  [`${I}/frames/2/thumbnail`, { kind: "RetrieveThumbnail", frame: 2 }],
])("GET %s is parsed as its transaction", async (path, expected) => {
  const [transaction, refusal] = await parse("GET", path);
  expect(refusal ?? undefined).toBeUndefined();
  expect(transaction).toMatchObject(expected);
});

test.each<[string, number]>([
  // Bytes and segments, in the ways in which Orthanc resolves them.
  ["/pacs/studies/..%5c..%5cstatistics", 400],
  ["/pacs/studies/..\\..\\statistics", 400],
  [`/pacs/studies/${STUDY}%2f..%2f..%2fstatistics`, 400],
  ["/pacs/..%252fstudies", 400],
  ["/pacs//studies", 400],
  ["/pacs/studies/", 400],
  ["/pacs/studies/%00", 400],
  ["/pacs/studies;x=1", 400],
  ["/pacs/studies/../studies", 400],
  ["/pacs/./studies", 400],
  ["/pacs/studies/...", 400],
  ["/pacs/studies/..", 400],
  ["/pacs/stud%69es", 400],
  ["/pacs/studies\u0000", 400],
  ["/pacs/studiés", 400],
  [`/pacs/${"a".repeat(8200)}`, 400],
  // UIDs.
  ["/pacs/studies/*", 400],
  [`/pacs/studies/${STUDY},${STUDY}`, 400],
  ["/pacs/studies/.1.2", 400],
  ["/pacs/studies/1..2", 400],
  ["/pacs/studies/1.2.", 400],
  ["/pacs/studies/1.a", 400],
  [`/pacs/studies/${"1".repeat(65)}`, 400],
  [`${S}/series/x`, 400],
  [`${SE}/instances/1.2.`, 400],
  // Frames and bulk data.
  [`${I}/frames/0`, 400],
  [`${I}/frames/01`, 400],
  [`${I}/frames/1,,2`, 400],
  [`${I}/frames/1,`, 400],
  [`${I}/frames/-1`, 400],
  [`${I}/frames/1234567890`, 400],
  [`${I}/frames/1,2/rendered`, 400],
  [`${I}/bulk/PixelData`, 400],
  [`${I}/bulk/7fe0001`, 400],
  [`${I}/bulk/52009230/0/00420011`, 400],
  [`${I}/bulk/52009230/1`, 400],
  [`${I}/bulk/${"00420011/1/".repeat(17)}00420011`, 400],
  // What the grammar does not have.
  ["/pacs", 404],
  ["/pacs/", 404],
  ["/pacs/wado", 404],
  ["/pacs/wado/x", 404],
  ["/pacs/servers", 404],
  ["/pacs/info", 404],
  ["/pacs/app/client/index.html", 404],
  ["/pacs/dicom-web/dicom-web/studies", 404],
  ["/pacs/patients", 404],
  ["/pacs/system", 404],
  [`${S}/update-dicomweb-cache`, 404],
  [`${S}/metadata/x`, 404],
  [`${SE}/series`, 404],
  [`${I}/frames`, 404],
  [`${I}/frames/1/metadata`, 404],
  [`${I}/Metadata`, 404],
  [`${I}/pixeldata`, 404],
])("GET %s is refused with %i", async (path, status) => {
  const [transaction, refusal] = await parse("GET", path);
  expect(transaction).toBeNull();
  expect(refusal?.status).toBe(status);
});

test.each(["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "CONNECT", "get", ""])(
  "the method %j is refused with 405",
  async (method) => {
    for (const path of ["/pacs/studies", S, I, "/pacs/nothing"]) {
      expect((await parse(method, path))[1]?.status).toBe(405);
    }
  },
);

test("a POST is only accepted on studies, whatever bytes the path has", async () => {
  const headers = { contentType: 'multipart/related; type="application/dicom"; boundary=x' };
  for (const path of ["/pacs/series", SE, I, `${S}/metadata`, `${I}/frames/1`, `${I}/rendered`]) {
    expect((await parse("POST", path, undefined, headers))[1]?.status).toBe(405);
  }
  expect((await parse("POST", "/pacs/..%5ctools/find", undefined, headers))[1]?.status).toBe(400);
});

test.each<[Headers]>([[{ contentLength: "5" }], [{ contentLength: "00" }], [{ transferEncoding: "chunked" }]])(
  "a GET with a body is refused: %j",
  async (headers) => {
    expect((await parse("GET", S, undefined, headers))[1]).toMatchObject({ status: 400, reason: "body-on-get" });
  },
);

test("a GET with Content-Length 0 is served", async () => {
  expect((await parse("GET", S, undefined, { contentLength: "0" }))[0]).toMatchObject({ kind: "RetrieveStudy" });
});

test.each([S, `${S}/metadata`, `${I}/frames/1`, `${I}/bulk/00420011`])(
  "%s accepts no query parameters but accept and charset",
  async (path) => {
    expect((await parse("GET", path, ""))[0]).not.toBeNull();
    for (const query of ["_method=DELETE", "x=1", "includefield=all", "%"]) {
      expect((await parse("GET", path, query))[1]?.status).toBe(400);
    }
    for (const query of ["accept=text/html", "charset=latin1", "charset=utf-8;q=0"]) {
      expect((await parse("GET", path, query))[1]?.status).toBe(406);
    }
    expect((await parse("GET", path, "accept=*/*&charset=latin1,utf-8;q=0.5"))[0]).not.toBeNull();
  },
);

test("a path of arbitrary bytes is only parsed if the grammar has it", async () => {
  const fragments = ["/", "..", ".", "%5c", "%2f", "\\", "studies", "series", "instances", "frames", "bulk", "1.2.3"];
  const paths = fc
    .sample(fc.array(fc.constantFrom(...fragments, "metadata", "rendered", "1", ",", "?", "*", "00420011")), 500)
    .map((parts) => `/pacs/${parts.join("")}`);
  const answers = (await callLuaMany(
    paths.map((path) => ({
      module: "gateway.dicomweb.parse",
      fn: "parseDicomweb",
      args: ["GET", path, undefined, {}],
    })),
  )) as Parsed[];
  const grammar =
    /^\/pacs\/(studies|series|instances|studies\/[\d.]+(\/(metadata|rendered|series|instances)|\/series\/[\d.]+(\/(metadata|rendered|instances)|\/instances\/[\d.]+(\/(metadata|rendered|frames\/[\d,]+(\/rendered)?|bulk\/[\da-f/]+))?)?)?)$/;
  for (const [i, path] of paths.entries()) {
    if (!grammar.test(path)) expect([path, answers[i]?.[0]]).toEqual([path, null]);
  }
});

test("the gateway and Orthanc's filter accept the same UIDs", async () => {
  const words = fc.string({ unit: fc.constantFrom("0", "1", "9", ".", "\n", "a"), maxLength: 70 });
  const numbers = fc.string({ unit: fc.constantFrom("0", "1", "7"), minLength: 1, maxLength: 9 });
  const dotted = fc.array(numbers, { minLength: 1, maxLength: 9 }).map((all) => all.join("."));
  const odd = fc.tuple(dotted, fc.constantFrom("", ".", "..", "\n", "a", ".0"), dotted).map((parts) => parts.join(""));
  const texts = [
    ...fc.sample(words, 200),
    ...fc.sample(dotted, 200),
    ...fc.sample(odd, 300),
    ...[63, 64, 65].flatMap((length) => [
      "1".repeat(length),
      "1.".repeat(40).slice(-length),
      "1.2".repeat(30).slice(0, length),
    ]),
    "1.2\n",
    "1\u0000",
  ];
  const ask = async (module: string, fn: string): Promise<unknown[]> =>
    (await callLuaMany(texts.map((text) => ({ module, fn, args: [text] })))).map(([result]) => result);
  const uids = await ask("gateway.dicomweb.uid", "parseUid");
  const allowed = await ask("shared.policy.uid", "isUid");
  expect(uids.map((uid) => typeof uid === "string")).toEqual(allowed);
  expect(allowed.filter((each) => each === true).length).toBeGreaterThan(50);
});
