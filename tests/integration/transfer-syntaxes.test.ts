import { PNG } from "pngjs";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { phantomSeries } from "../../scripts/lib/phantom";
import { setPaused } from "../support/archive-pause";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";
import { storeFiles } from "../support/multipart";
import { orthancPid } from "../support/orthanc-threads";
import { onlyPart, type Part } from "../support/part";
import { frameOf, type Shape, SIZE, uidsOf } from "../support/pictures";
import { ask } from "../support/session";
import { bytesAFrame, type Codec, CODECS, decodeFile, decodeFrame, encode } from "../support/transfer-syntaxes";

const EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
const JPEG_LS_LOSSLESS = "1.2.840.10008.1.2.4.80";
const JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90";
/** What the answer to these holds: the frame as it is stored. */
const TAKEN = [
  "multipart/related; type=application/octet-stream; transfer-syntax=*",
  'multipart/related; type="application/octet-stream"',
  "*/*",
];
/** Types and transfer syntaxes by name: taken where they are what is stored. Else Orthanc would have to transcode, on a
 * thread that this can crash, and the gateway does not let it. */
const BY_NAME: readonly (readonly [accept: string, isStored: (codec: Codec) => boolean])[] = [
  ['multipart/related; type="image/jp2"', ({ mediaType }) => mediaType === "image/jp2"],
  [
    "multipart/related; type=image/jp2; transfer-syntax=1.2.840.10008.1.2.4.90",
    ({ uid }) => uid === JPEG_2000_LOSSLESS,
  ],
  ['multipart/related; type="image/x-jls"', ({ mediaType }) => mediaType === "image/jls"],
  ["multipart/related; type=image/jls; transfer-syntax=1.2.840.10008.1.2.4.80", ({ uid }) => uid === JPEG_LS_LOSSLESS],
  ['multipart/related; type="image/*"', ({ mediaType }) => mediaType !== "application/octet-stream"],
  [
    "multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1",
    ({ mediaType }) => mediaType === "application/octet-stream",
  ],
  ["image/png", () => false],
];

const CASES = CODECS.flatMap((codec) => codec.shapes.map((shape) => ({ codec, shape, name: nameOf(codec, shape) })));

function nameOf({ name }: Codec, { bits, samples, frames }: Shape): string {
  return `${name}, ${samples === 3 ? "colour" : `${bits} bits`}, ${frames} frame${frames === 1 ? "" : "s"}`;
}

let tools: DicomTools;
let pid: string;

beforeAll(async () => {
  [tools, pid] = await Promise.all([startDicomTools(), orthancPid()]);
});
afterAll(async () => tools.close());

/** The address of the picture's one instance: a compressor that loses detail gives it another UID. */
async function instanceAddress(name: string): Promise<string> {
  const { study, series } = uidsOf(name);
  const path = `/pacs/studies/${study}/series/${series}/instances`;
  const [instance] = (await (await ask(path)).json()) as Record<string, { Value?: string[] }>[];
  return `${path}/${instance?.["00080018"]?.Value?.[0]}`;
}

async function frame(address: string, number: number, accept: string): Promise<Part> {
  const answer = await ask(`${address}/frames/${number}`, { headers: { Accept: accept } });
  expect(answer.status, accept).toBe(200);
  return onlyPart(answer.headers.get("content-type") ?? "", Buffer.from(await answer.arrayBuffer()));
}

/** Mean distance of a PNG's samples from the picture's pixels, brought to 0 to 255. */
function distance(png: PNG, shape: Shape, pixels: Buffer): number {
  expect([png.width, png.height]).toEqual([SIZE, SIZE]);
  let sum = 0;
  const samples = SIZE * SIZE * shape.samples;
  for (let index = 0; index < samples; index += 1) {
    const value = shape.bits === 8 ? pixels.readUInt8(index) : pixels.readUInt16LE(2 * index) / 16;
    const shown = png.data[4 * Math.floor(index / shape.samples) + (index % shape.samples)] ?? 0;
    sum += Math.abs(shown - value);
  }
  return sum / samples;
}

/** Of all stored values: by itself Orthanc stretches what lies between the darkest and the brightest pixel. */
function fullWindow({ bits, samples }: Shape): string {
  if (samples === 3) return "";
  return bits === 8 ? "?window=128,256,linear" : "?window=2048,4096,linear";
}

async function expectRendered(address: string, shape: Shape, pixels: Buffer, most: number): Promise<void> {
  for (const resource of ["rendered", "thumbnail"]) {
    const answer = await ask(`${address}/${resource}${fullWindow(shape)}`, { headers: { Accept: "image/png" } });
    expect(answer.status, resource).toBe(200);
    const png = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
    expect(distance(png, shape, pixels), resource).toBeLessThan(most);
  }
  // As OHIF asks for it.
  const answer = await ask(`${address}/thumbnail?viewport=256%2C256`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(Buffer.from(await answer.arrayBuffer()).readUInt16BE()).toBe(0xffd8);
}

async function expectByName(address: string, accept: string, isStored: boolean): Promise<void> {
  if (isStored) {
    expect(await frame(address, 1, accept)).toEqual(await frame(address, 1, "*/*"));
    return;
  }
  const answer = await ask(`${address}/frames/1`, { headers: { Accept: accept } });
  expect([answer.status, answer.headers.get("content-type")], accept).toEqual([406, "application/problem+json"]);
  const { reason } = (await answer.json()) as { reason: string };
  expect(reason).toBe(accept === "image/png" ? "not-acceptable" : "transfer-syntax");
}

/** One frame without multipart around it, by what its part is called. */
async function expectSingle(address: string): Promise<void> {
  const { mediaType, transferSyntax, bytes } = await frame(address, 1, "*/*");
  const type = `${mediaType}; transfer-syntax=${transferSyntax}`;
  for (const accept of ["application/octet-stream; transfer-syntax=*", "application/octet-stream", mediaType, type]) {
    const answer = await ask(`${address}/frames/1`, { headers: { Accept: accept } });
    expect([answer.status, answer.headers.get("content-type")], accept).toEqual([200, type]);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes), accept).toBe(true);
  }
  const other = mediaType === "image/jpeg" ? "image/jls" : "image/jpeg";
  await expectByName(address, other, false);
}

async function expectNotDrawn(address: string): Promise<void> {
  for (const resource of ["rendered", "thumbnail", "thumbnail?viewport=256%2C256", "frames/1/rendered"]) {
    const answer = await ask(`${address}/${resource}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    expect(await answer.json()).toMatchObject({ status: 400, reason: "not-drawn" });
  }
}

test.each(CASES)("$name is stored, described, and served as frames", async ({ codec, shape, name }) => {
  const file = await encode(tools, codec, name, shape);
  await storeFiles([file]);
  const address = await instanceAddress(name);
  const reference = await decodeFile(tools, codec, shape, file);
  const native = codec.mediaType === "application/octet-stream";
  const size = bytesAFrame(shape);

  for (let number = 1; number <= shape.frames; number += 1) {
    const original = frameOf(shape, number - 1);
    const expected = reference.subarray((number - 1) * size, number * size);
    if (codec.lossless) expect(expected.equals(original), "the reference decoder's own output").toBe(true);
    const [first, ...others] = await Promise.all(TAKEN.map(async (accept) => frame(address, number, accept)));
    if (first === undefined) throw new Error("no answer");
    for (const other of others) expect(other).toEqual(first);

    // Other encodings of native pixels come as Explicit VR Little Endian; deflation is a matter of whole files.
    expect(first.mediaType).toBe(codec.mediaType);
    expect(native ? [EXPLICIT_VR_LITTLE_ENDIAN, codec.uid] : [codec.uid]).toContain(first.transferSyntax);
    const decoded = native ? first.bytes : await decodeFrame(tools, codec, shape, first.bytes);
    expect(decoded.subarray(0, size).equals(expected), `frame ${number}`).toBe(true);
  }

  for (const [accept, isStored] of BY_NAME) await expectByName(address, accept, isStored(codec));
  await expectSingle(address);
  // Orthanc stores and serves HTJ2K, and cannot decode it.
  if (codec.mediaType === "image/jphc") await expectNotDrawn(address);
  else await expectRendered(address, shape, frameOf(shape, 0), codec.lossless ? 1 : 4);
  expect(await orthancPid(), "Orthanc's process").toBe(pid);
});

test("an archive that does not answer is a 503 for an explicit transfer syntax too, and no refusal that lasts", async () => {
  const { studyUid, files } = phantomSeries({ name: randomUUID(), slices: 1, rows: 64, columns: 64 });
  await storeFiles([...files()]);
  const headers = {
    Accept: `multipart/related; type="application/dicom"; transfer-syntax=${EXPLICIT_VR_LITTLE_ENDIAN}`,
  };
  await setPaused(inject("stack"), true);
  try {
    const answer = await ask(`/pacs/studies/${studyUid}`, { headers });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  } finally {
    await setPaused(inject("stack"), false);
  }
  expect((await ask(`/pacs/studies/${studyUid}`, { headers })).status).toBe(200);
}, 120_000);
