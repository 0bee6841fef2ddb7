import { randomUUID } from "node:crypto";
import { writeFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { phantomSeries } from "../../scripts/lib/phantom";
import { element, item, JPEG_LS, sequence } from "../support/dicom-encodings";
import { type DicomTools, startDicomTools } from "../support/dicom-tools";
import {
  frameLists,
  gatewayFrame,
  type FrameAnswer,
  instancesOf,
  isSliced,
  orthancFrames,
} from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { studyUid } from "../support/objects/elements";
import { enhancedMr, ultrasound } from "../support/objects/images";
import { mammogram } from "../support/objects/mammogram";
import { wholeSlide } from "../support/objects/slide";
import { frameOf, pictureHeader, type Shape, uidsOf } from "../support/pictures";
import { CODECS, encode } from "../support/transfer-syntaxes";

const GRAY: Shape = { bits: 12, samples: 1, frames: 1 };
/** What is not cut out of files: Orthanc has to convert it, or there is no arithmetic for it. */
const LEFT = ["big endian", "deflated"];

let tools: DicomTools;
beforeAll(async () => {
  tools = await startDicomTools();
});
afterAll(async () => tools.close());

/** A file with frames of some fragments each, behind a table of where they begin. */
function encapsulatedFile(
  header: readonly Element[],
  uid: string,
  frames: readonly (readonly Buffer[])[],
  table: "none" | "basic" | "extended",
): Buffer {
  const starts: number[] = [];
  let at = 0;
  for (const fragments of frames) {
    starts.push(at);
    for (const bytes of fragments) at += 8 + bytes.length;
  }
  const basic = table === "basic" ? Buffer.from(Uint32Array.from(starts).buffer) : Buffer.alloc(0);
  const wide = [starts, frames.map((one) => Buffer.concat(one).length)].map((numbers, index) => {
    return element(true, 0x7fe00001 + index, "OV", Buffer.from(BigUint64Array.from(numbers.map(BigInt)).buffer));
  });
  const items = [basic, ...frames.flat()].map((bytes) => item(bytes));
  const pixels = sequence(true, 0x7fe00010, items, "OB");
  return Buffer.concat([writeInstance(header, uid), ...(table === "extended" ? wide : []), pixels]);
}

/** Each frame of a study's instances, from the gateway twice (unknown, known) and from Orthanc. */
async function expectSame(study: string, sliced: boolean): Promise<void> {
  const instances = await instancesOf(study);
  expect(instances.length).toBeGreaterThan(0);
  for (const { path, frames } of instances) {
    const numbers = Array.from({ length: frames }, (_, at) => at + 1);
    const originals = await orthancFrames(path, numbers);
    for (const round of [1, 2]) {
      for (const number of numbers) {
        const name = `${path}/frames/${number}, round ${round}`;
        const frame = await gatewayFrame(path, number);
        expectEqual(frame, originals[number - 1], name);
        expect(isSliced(frame), name).toBe(sliced);
      }
    }
    if (sliced) await expectSameLists(path, numbers);
    expect((await gatewayFrame(path, frames + 1)).status).toBe(400);
  }
}

/** All frames backwards, one three times, and a list with one that is not there. */
async function expectSameLists(path: string, numbers: readonly number[]): Promise<void> {
  for (const list of [[...numbers].reverse(), [1, ...numbers, 1]]) {
    const { gateway, orthanc } = await frameLists(path, list.join(","));
    expect(gateway === orthanc, `${list.join(",")}: ${orthanc.slice(0, 400)} ${gateway.slice(0, 400)}`).toBe(true);
  }
  // Some of these Orthanc begins to answer before it finds out.
  expect((await frameLists(path, `1,${numbers.length + 1}`)).gateway).toBe("400");
}

function expectEqual(frame: FrameAnswer, original: FrameAnswer | undefined, name: string): void {
  expect([frame.status, frame.head], name).toEqual([200, original?.head]);
  expect(frame.bytes.equals(original?.bytes ?? Buffer.alloc(0)), name).toBe(true);
}

describe("frames cut out of files", () => {
  const cases = CODECS.flatMap((codec) => codec.shapes.map((shape) => ({ codec, shape })));

  test.each(cases.map((one) => ({ ...one, name: `${one.codec.name} ${JSON.stringify(one.shape)}` })))(
    "frames equal Orthanc's own byte for byte: $name",
    async ({ codec, shape }) => {
      const name = randomUUID();
      await storeFiles([await encode(tools, codec, name, shape)]);
      await expectSame(uidsOf(name).study, !LEFT.includes(codec.name));
    },
  );

  test.each([
    ["an enhanced MR image", (study: string) => [enhancedMr(study, 6)]],
    ["an ultrasound loop", (study: string) => [ultrasound(study, 8)]],
    ["a mammogram", (study: string) => [mammogram(study, "RCC")]],
    ["a slide", (study: string) => [...wholeSlide(study)]],
  ])("frames equal Orthanc's own byte for byte: %s", async (_, files) => {
    const name = `SLICER ${randomUUID().slice(0, 8)}`;
    await storeFiles(files(name));
    await expectSame(studyUid(name), true);
  });

  test("frames of a series of single-frame files equal Orthanc's own byte for byte", async () => {
    const series = phantomSeries({ name: randomUUID(), slices: 5, rows: 100, columns: 101 });
    await storeFiles([...series.files()]);
    await expectSame(series.studyUid, true);
  });

  test.each([
    ["8 bits, an odd number of bytes", 8, 5, 7, 1],
    ["8 bits, an odd number of bytes a frame", 8, 5, 7, 4],
    ["32 bits", 32, 6, 7, 3],
    ["1 bit, whole bytes a frame", 1, 16, 16, 3],
  ])("native frames equal Orthanc's own byte for byte: %s", async (_, bits, rows, columns, frames) => {
    const name = randomUUID();
    const bytes = Math.ceil((bits * rows * columns * frames) / 8);
    const pixels = Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 37) & 255));
    const size = new Map([
      [0x00280010, rows],
      [0x00280011, columns],
      [0x00280100, bits],
      [0x00280101, bits],
      [0x00280102, bits - 1],
    ]);
    const header = pictureHeader(name, { ...GRAY, frames }).map((element) => {
      const value = size.get(element.tag);
      return value === undefined ? element : { ...element, value: [value] };
    });
    const explicit = writeInstance([...header, { tag: 0x7fe00010, vr: bits === 8 ? "OB" : "OW", value: pixels }]);
    await storeFiles([explicit]);
    await expectSame(uidsOf(name).study, true);
  });

  test.each([
    ["JPEG 2000 of many components", "1.2.840.10008.1.2.4.92", "basic", [1, 1, 1]],
    ["JPEG 2000 of many components, with loss", "1.2.840.10008.1.2.4.93", "none", [1, 1, 1]],
    ["HTJ2K by resolution", "1.2.840.10008.1.2.4.202", "basic", [1, 1]],
    ["several fragments a frame", JPEG_LS, "basic", [2, 3, 1]],
    ["several fragments of the only frame", JPEG_LS, "none", [3]],
    ["several fragments of the only frame, with a table", JPEG_LS, "basic", [4]],
    ["an extended table", JPEG_LS, "extended", [1, 1, 1]],
  ] as const)("compressed frames equal Orthanc's own byte for byte: %s", async (_, uid, table, fragments) => {
    const name = randomUUID();
    const frames = fragments.map((count, frame) =>
      Array.from({ length: count }, (__, at) => Buffer.alloc(1000 + 6 * at, 16 * frame + at + 1)),
    );
    await storeFiles([encapsulatedFile(pictureHeader(name, { ...GRAY, frames: frames.length }), uid, frames, table)]);
    await expectSame(uidsOf(name).study, true);
  });

  test("frames of an unnamed patient and of one with a non-ASCII identifier equal Orthanc's own byte for byte", async () => {
    for (const patient of ["", "Müller|1^2 ä", " padded "]) {
      const name = randomUUID();
      const header = pictureHeader(name, GRAY).map((one) =>
        one.tag === 0x00100020 ? { ...one, value: patient } : one,
      );
      await storeFiles([writeInstance([...header, { tag: 0x7fe00010, vr: "OW", value: frameOf(GRAY, 0) }])]);
      await expectSame(uidsOf(name).study, true);
    }
  });
});

describe("large multi-frame objects", () => {
  const [SIDE, FRAMES] = [1024, 60];
  const frameBytes = SIDE * SIDE * 2;
  const pixels = Buffer.alloc(frameBytes * FRAMES);

  beforeAll(() => {
    let noise = 1;
    for (let at = 0; at < pixels.length; at += 4) {
      noise = (Math.imul(noise, 1103515245) + 12345) | 0;
      pixels.writeInt32LE(noise & 0x0fff0fff, at);
    }
  });

  test.each(["explicit", "implicit"])("each of 60 frames of 2 MB is right with %s VR", async (encoding) => {
    const name = randomUUID();
    const header = pictureHeader(name, { ...GRAY, frames: FRAMES }).map((element) =>
      element.tag === 0x00280010 || element.tag === 0x00280011 ? { ...element, value: [SIDE] } : element,
    );
    let file = writeInstance([...header, { tag: 0x7fe00010, vr: "OW", value: pixels }]);
    if (encoding === "implicit") {
      await writeFile(join(tools.folder, "in.dcm"), file);
      await tools.shell("rm -f out.dcm; dcmconv +ti in.dcm out.dcm; chmod a+rw out.dcm");
      file = await readFile(join(tools.folder, "out.dcm"));
    }
    await storeFiles([file]);
    const [instance] = await instancesOf(uidsOf(name).study);
    const path = instance?.path ?? "";
    expect(instance?.frames).toBe(FRAMES);
    const wrong: number[] = [];
    for (let number = 1; number <= FRAMES; number += 1) {
      const frame = await gatewayFrame(path, number);
      const expected = pixels.subarray((number - 1) * frameBytes, number * frameBytes);
      if (!isSliced(frame) || !frame.bytes.equals(expected)) wrong.push(number);
    }
    expect(wrong).toEqual([]);
    const [first] = await orthancFrames(path, [1]);
    expect(first?.bytes.equals(pixels.subarray(0, frameBytes))).toBe(true);
  });
});
