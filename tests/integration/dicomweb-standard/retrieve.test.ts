import { PNG } from "pngjs";
import { beforeAll, expect, test } from "vitest";
import { storeFiles } from "../../support/multipart";
import { partsOf } from "../../support/part";
import { frameOf, SIZE } from "../../support/pictures";
import { ask } from "../../support/session";
import { IMAGE, john, JOHN, letter, LETTER, SHAPE } from "./objects";

const SERIES = `/pacs/studies/${JOHN.study}/series/${JOHN.series}`;
const STUDY = `/pacs/studies/${JOHN.study}`;
const OCTETS = 'multipart/related; type="application/octet-stream"';
const NATIVE = `${OCTETS}; transfer-syntax=1.2.840.10008.1.2.1`;
const XML = 'multipart/related; type="application/dicom+xml"';
const FILES = 'multipart/related; type="application/dicom"';

beforeAll(async () => storeFiles([john, letter]));

async function get(path: string, headers: Record<string, string>): Promise<{ answer: Response; body: Buffer }> {
  const answer = await ask(path, { headers });
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
}

/** Accept headers of the standard's examples, of dicomweb-client for Python and of browsers. */
test.each<[string, string, readonly Buffer[]]>([
  [STUDY, FILES, [john]],
  [STUDY, `${FILES}; transfer-syntax=*`, [john]],
  [SERIES, `${FILES}; transfer-syntax="*"`, [john]],
  [IMAGE, "multipart/related;type=application/dicom", [john]],
  [IMAGE, `${FILES}; transfer-syntax=1.2.840.10008.1.2.4.90;q=0.9, ${FILES}; transfer-syntax=*;q=0.1`, [john]],
  // Clients may name the transfer syntaxes that they read, as Weasis does with --accept-ext.
  [STUDY, `${FILES}; transfer-syntax=1.2.840.10008.1.2.1`, [john]],
  [SERIES, `${FILES}; transfer-syntax=1.2.840.10008.1.2.4.90, ${FILES}; transfer-syntax="1.2.840.10008.1.2.1"`, [john]],
  [IMAGE, `${FILES}; transfer-syntax=1.2.840.10008.1.2.1`, [john]],
  [IMAGE, "*/*", [john]],
  [IMAGE, 'multipart/related; type="*/*"', [john]],
  [`${IMAGE}/frames/2`, 'multipart/related; type="*/*"', [frameOf(SHAPE, 1)]],
  [`${IMAGE}/frames/1`, OCTETS, [frameOf(SHAPE, 0)]],
  [`${IMAGE}/frames/1`, NATIVE, [frameOf(SHAPE, 0)]],
  [`${IMAGE}/frames/2`, `${OCTETS}; transfer-syntax="*"`, [frameOf(SHAPE, 1)]],
  [`${IMAGE}/frames/1,2,3`, OCTETS, [0, 1, 2].map((index) => frameOf(SHAPE, index))],
  [
    `${IMAGE}/frames/3,1`,
    `multipart/related; type="image/jp2";q=1.0, ${NATIVE};q=0.5`,
    [2, 0].map((n) => frameOf(SHAPE, n)),
  ],
  [`${IMAGE}/frames/1?accept=*/*&charset=utf-8`, "text/html", [frameOf(SHAPE, 0)]],
])("%s with Accept %s returns the files", async (path, accept, expected) => {
  const { answer, body } = await get(path, { Accept: accept });
  expect(answer.status).toBe(200);
  expect(partsOf(answer, body)).toEqual(expected);
});

test.each([
  [`${STUDY}/metadata`, "application/dicom+json"],
  [`${SERIES}/metadata`, "application/json"],
  [`${IMAGE}/metadata`, "application/dicom+xml, application/dicom+json;q=0.8, */*;q=0.1"],
  [`${IMAGE}/metadata?accept=application/dicom%2Bjson&charset=iso-8859-1;q=0.5,utf-8`, XML],
])("the metadata %s with Accept %s are JSON", async (path, accept) => {
  const { answer, body } = await get(path, { Accept: accept });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/dicom+json"]);
  expect(JSON.parse(body.toString())).toMatchObject([{ "00080018": { Value: [JOHN.instance] } }]);
});

test("metadata are XML if the client prefers it", async () => {
  for (const level of [STUDY, SERIES, IMAGE]) {
    const { answer, body } = await get(`${level}/metadata`, { Accept: `${XML}, application/dicom+json;q=0.5` });
    expect(answer.status).toBe(200);
    const parts = partsOf(answer, body).map(String);
    expect(parts).toEqual([expect.stringMatching(new RegExp(`keyword="SOPInstanceUID"[^]*${JOHN.instance}`))]);
  }
});

const WHOLE: [number, number] = [SIZE, SIZE];

test.each<[string, [number, number]]>([
  [`${STUDY}/rendered`, WHOLE],
  [`${SERIES}/rendered`, WHOLE],
  [`${IMAGE}/rendered`, WHOLE],
  [`${IMAGE}/frames/2/rendered`, WHOLE],
  [`${IMAGE}/rendered?viewport=20,30`, [20, 30]],
  [`${IMAGE}/rendered?viewport=40%2C40%2C8%2C8%2C32%2C-32`, [40, 40]],
  [`${IMAGE}/rendered?viewport=40,40,,,36,36`, [40, 40]],
  [`${IMAGE}/rendered?viewport=40,40,8,8`, [40, 40]],
  [`${IMAGE}/rendered?window=1000,2000.5,linear&quality=75`, WHOLE],
  [`${IMAGE}/rendered?window=-100,200,sigmoid&iccprofile=no&charset=utf-8`, WHOLE],
  [`${IMAGE}/rendered?annotation=patient,technique&iccprofile=srgb`, WHOLE],
  [`${IMAGE}/thumbnail?viewport=16,16`, [16, 16]],
  [`${SERIES}/thumbnail?viewport=16,16`, [16, 16]],
  [`${STUDY}/thumbnail?viewport=16,16`, [16, 16]],
  [`${IMAGE}/frames/3/thumbnail?viewport=16,16`, [16, 16]],
])("%s returns a picture", async (path, [width, height]) => {
  for (const accept of ["image/png", "image/jpeg;q=0.3, image/png;q=0.8, image/gif"]) {
    const { answer, body } = await get(path, { Accept: accept });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(PNG.sync.read(body)).toMatchObject({ width, height });
    expect(answer.headers.get("warning") ?? "").toMatch(
      path.includes("annotation") ? /Annotations.*ICC profiles/ : /^$/,
    );
  }
  const { answer, body } = await get(`${path}${path.includes("?") ? "&" : "?"}accept=image/jpeg`, {
    Accept: "text/html",
  });
  expect([answer.status, body.readUInt16BE()]).toEqual([200, 0xffd8]);
});

test("bulk data equal the file's bytes, and a range of them can be requested", async () => {
  for (const range of [undefined, "bytes=0-99", "bytes=100-", "bytes=-10", "bytes=0-1,5-6", "pages=1"]) {
    const { answer, body } = await get(`${LETTER}/bulk/00420011`, {
      Accept: OCTETS,
      ...(range === undefined ? {} : { Range: range }),
    });
    // A server may ignore Range (RFC 9110, section 14.2); Orthanc and so the gateway do.
    expect([answer.status, answer.headers.get("content-range")]).toEqual([200, null]);
    const [pdf, ...others] = partsOf(answer, body);
    expect(pdf?.toString("latin1")).toMatch(/^%PDF-1\.4[^]*%%EOF/);
    expect(others).toEqual([]);
  }
  const whole = await get(IMAGE, { Accept: FILES, Range: "bytes=0-9" });
  expect([whole.answer.status, ...partsOf(whole.answer, whole.body)]).toEqual([200, john]);
});

/** What the standard allows and this archive does not do, each by a name of its own. */
test.each<[string, string, number, string]>([
  [STUDY, "application/dicom", 406, "not-acceptable"],
  [IMAGE, "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90", 406, "transfer-syntax"],
  [IMAGE, "application/octet-stream", 406, "not-acceptable"],
  [IMAGE, OCTETS, 406, "not-acceptable"],
  [IMAGE, `${FILES}; transfer-syntax=1.2.840.10008.1.2`, 406, "transfer-syntax"],
  [STUDY, `${FILES}; transfer-syntax=1.2.840.10008.1.2.4.90`, 406, "transfer-syntax"],
  [SERIES, `${FILES}; transfer-syntax=1.2.3`, 406, "transfer-syntax"],
  ["/pacs/studies/1.2.3", `${FILES}; transfer-syntax=1.2.840.10008.1.2.1`, 404, "no-such-object"],
  [`${IMAGE}/frames/1,2`, "application/octet-stream", 406, "not-acceptable"],
  [`${IMAGE}/frames/1`, "image/jls", 406, "transfer-syntax"],
  [`${IMAGE}/frames/4`, "application/octet-stream", 400, "no-such-frame"],
  [`${LETTER}/bulk/00420099`, "application/octet-stream", 404, "no-such-object"],
  [IMAGE.replace(/[\d.]+$/, "1.2.3"), "application/dicom", 404, "no-such-object"],
  [`${IMAGE}/frames/1`, 'multipart/related; type="image/jp2"', 406, "transfer-syntax"],
  [`${IMAGE}/frames/4`, OCTETS, 400, "no-such-frame"],
  [`${LETTER}/frames/1`, OCTETS, 400, "frame-not-cut"],
  [`${IMAGE}/frames/1,2/rendered`, "image/png", 400, "frames-rendered"],
  [`${IMAGE}/frames/4/rendered`, "image/png", 400, "not-drawn"],
  [`${IMAGE}/rendered`, "image/gif", 406, "not-acceptable"],
  [`${IMAGE}/rendered?window=40,400`, "image/png", 400, "rendering-window"],
  [`${LETTER}/bulk/00420011`, "application/pdf", 406, "not-acceptable"],
  [`${LETTER}/bulk/00420099`, OCTETS, 404, "no-such-object"],
  [`${IMAGE}/bulk/00400275/9/00400009`, OCTETS, 404, "no-such-object"],
  ["/pacs/studies/1.2.3", FILES, 404, "no-such-object"],
  ["/pacs/studies/1.2.3/metadata", "application/dicom+json", 404, "no-such-object"],
  [`${STUDY}/series/1.2.3/instances/1.2.3/rendered`, "image/png", 404, "no-such-object"],
  [`${IMAGE}/pixeldata`, OCTETS, 404, "not-found"],
  ["/pacs?requestType=WADO&studyUID=1&seriesUID=2&objectUID=3", "image/jpeg", 404, "wado-uri"],
  ["/pacs/wado?requestType=WADO&studyUID=1&seriesUID=2&objectUID=3", "image/jpeg", 404, "wado-uri"],
])("%s with Accept %s is refused with %i and the reason %s", async (path, accept, status, reason) => {
  const { answer, body } = await get(path, { Accept: accept });
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.parse(body.toString()) as { detail?: string };
  expect([answer.status, problem]).toMatchObject([status, { status, reason }]);
  expect(problem.detail).toMatch(/\.$/);
});
