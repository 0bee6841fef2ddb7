import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const SE = "/pacs/studies/1.2/series/1.3";
const I = `${SE}/instances/1.4`;
const FRAMES = "multipart/related; type=application/octet-stream; transfer-syntax=*";

type Parsed = [Record<string, unknown> | null, { readonly status: number }?];

async function parse(
  method: string,
  path: string,
  query?: string,
  headers: Record<string, string> = {},
): Promise<Parsed> {
  return (await callLua("gateway.dicomweb.parse", "parseDicomweb", method, path, query, headers)) as Parsed;
}

test.each<[string, string, number]>([
  ["/pacs/studies", "application/dicom+json", 200],
  ["/pacs/studies", "application/dicom+xml", 406],
  ["/pacs/studies", `application/dicom+json, ${FRAMES}`, 200],
  [`${SE}/metadata`, `${FRAMES}, application/dicom+json`, 200],
  [`${SE}/metadata`, "*/*", 200],
  [`${SE}/metadata`, "application/dicom+json; transfer-syntax=1.2.840.10008.1.2.1", 200],
  [`${SE}/metadata`, "application/dicom+json; transfer-syntax=*", 200],
  [`${SE}/metadata`, "application/dicom+json; transfer-syntax=1.2.3.4", 406],
  ["/pacs/studies", 'multipart/related; type="application/dicom+xml"; transfer-syntax=x', 406],
  [`${SE}/metadata`, "application/json;q=0.9", 200],
  [`${SE}/metadata`, "application/json;q=0", 406],
  [`${SE}/metadata`, 'multipart/related; type="application/dicom+xml"', 200],
  ["/pacs/studies", 'multipart/related; type="application/dicom+xml"', 200],
  ["/pacs/studies", 'multipart/related; type="application/dicom+xml";q=0', 406],
  [`${I}/frames/1`, FRAMES, 200],
  [`${I}/frames/1`, 'multipart/related; type="application/octet-stream"; transfer-syntax=*', 200],
  [`${I}/frames/1`, 'multipart/related; type="application/octet-stream"; transfer-syntax="*"', 200],
  [`${I}/frames/1`, 'Multipart/Related;TYPE="application/octet-stream"', 200],
  [`${I}/frames/1`, 'multipart/related; type="image/jls", multipart/related; type=application/octet-stream', 200],
  [`${I}/frames/1`, "*/*", 200],
  // Whether they are stored so shows in the answer.
  [`${I}/frames/1`, "multipart/related; type=image/jp2", 200],
  [`${I}/frames/1`, 'multipart/related; type="image/jls"; transfer-syntax=*', 200],
  [`${I}/frames/1`, 'multipart/related; type="image/*"', 200],
  [`${I}/frames/1`, "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", 200],
  [`${I}/frames/1`, "multipart/related; type=application/octet-stream; transfer-syntax=..", 406],
  [`${I}/frames/1`, "multipart/related; type=text/html; transfer-syntax=1.2.840.10008.1.2.1", 406],
  [`${I}/frames/1`, 'multipart/related; type="application/dicom"', 406],
  // What the Python dicomweb-client sends if it is given no media types.
  [`${I}/frames/1`, 'multipart/related; type="*/*"', 200],
  [`${I}/frames/1`, 'multipart/related; type="*/*"; transfer-syntax=*', 200],
  [`${I}/frames/1`, 'multipart/related; type="application/*"', 200],
  [`${I}/frames/1`, 'multipart/related; type="text/*"', 406],
  // One frame without multipart; whether it is stored so shows in the answer.
  [`${I}/frames/1`, "image/jp2", 200],
  [`${I}/frames/1`, "application/octet-stream", 200],
  [`${I}/frames/1`, "application/octet-stream; transfer-syntax=..", 406],
  [`${I}/frames/1`, "image/png", 406],
  [`${I}/frames/1`, "application/*", 406],
  [`${I}/frames/1`, "application/dicom", 406],
  [`${I}/frames/1,2`, "application/octet-stream", 406],
  [`${I}/frames/1,2`, "image/jls, multipart/related; type=image/jls;q=0.1", 200],
  [`${I}/frames/1`, "garbage", 406],
  [I, 'multipart/related; type="application/dicom"', 200],
  [I, 'multipart/related; type="application/dicom"; transfer-syntax=*', 200],
  // Whether they are stored so says the archive's index.
  [I, 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.80', 200],
  [I, 'multipart/related; type="*/*"; transfer-syntax=1.2.840.10008.1.2.1', 200],
  [I, 'multipart/related; type="application/dicom"; transfer-syntax=..', 406],
  [I, 'multipart/related; type="*/*"', 200],
  [I, 'multipart/related; type="application/*"; transfer-syntax=*', 200],
  [I, 'multipart/related; type="image/*"', 406],
  [SE, 'multipart/related; type="*/*"', 200],
  ["/pacs/studies/1.2", 'multipart/related; type="*/*"', 200],
  [I, FRAMES, 406],
  [I, "application/dicom", 200],
  [I, "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.80", 200],
  [I, "application/dicom; transfer-syntax=..", 406],
  [I, "application/octet-stream", 406],
  [SE, "application/dicom", 406],
  ["/pacs/studies/1.2", "application/dicom", 406],
  [`${I}/bulk/00420011`, "application/octet-stream", 200],
  [`${I}/bulk/00420011`, "application/pdf", 406],
  [`${I}/bulk/00420011`, "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", 200],
  [`${I}/bulk/7fe00010`, "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", 406],
  [`${I}/bulk/7fe00010`, "application/octet-stream; transfer-syntax=*", 200],
  [`${I}/bulk/00420011`, 'multipart/related; type="application/octet-stream"', 200],
  [`${I}/bulk/00420011`, 'multipart/related; type="*/*"', 200],
  [`${I}/bulk/7fe00010`, 'multipart/related; type="*/*"; transfer-syntax=*', 200],
  [`${I}/bulk/00420011`, 'multipart/related; type="image/jpeg"', 406],
  [`${I}/bulk/00420011`, "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", 200],
  [`${I}/bulk/7fe00010`, "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", 406],
  [`${I}/bulk/7fe00010`, "multipart/related; type=application/octet-stream; transfer-syntax=*", 200],
  [`${I}/rendered`, "image/gif", 406],
])("%s with Accept %s gets %i", async (path, accept, status) => {
  const [transaction, refusal] = await parse("GET", path, undefined, { accept });
  expect(transaction === null ? refusal?.status : 200).toBe(status);
});

test.each<[string | undefined, string | undefined, string]>([
  [undefined, undefined, "*/*"],
  ["image/jpeg", undefined, "image/jpeg"],
  ["image/png", undefined, "image/png"],
  ["image/avif,image/webp,image/apng,image/*,*/*;q=0.8", undefined, "image/jpeg"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", undefined, "*/*"],
  ["image/jpeg;q=0.5, image/png", undefined, "image/png"],
  ["application/pdf", undefined, "application/pdf"],
  ["*/*", "accept=image%2Fpng", "image/png"],
  ["image/png", "accept=video/mp4", "video/mp4"],
  ["image/, image/gif", undefined, "image/jpeg"],
  ["image/jp2, image/png", undefined, "image/png"],
])("a rendering with Accept %s and the query %s is returned as %s", async (accept, query, mediaType) => {
  const [transaction] = await parse("GET", `${I}/rendered`, query, accept === undefined ? {} : { accept });
  expect(transaction).toMatchObject({ mediaType });
});

test.each([
  "viewport=256",
  "viewport=0,256",
  "viewport=5000,10",
  "viewport=1,2,-3",
  "viewport=1,2,3,4,5,6,7",
  "viewport=1,2x",
  "viewport=256,256,0,0,x,1",
  "viewport=-1,2",
  "viewport=1e3,2",
  "window=1,2",
  "window=1,0,linear",
  "window=1,2,LINEAR",
  "window=nan,2,linear",
  "quality=0",
  "quality=101",
  "quality=5.5",
  "annotation=",
  "annotation=patient,",
  "annotation=Patient",
  "iccprofile=",
  "iccprofile=cmyk",
  "Viewport=1,1",
])("a rendering with %s is refused", async (query) => {
  expect((await parse("GET", `${I}/rendered`, query))[1]?.status).toBe(400);
});
