import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uidOf } from "../../../../scripts/lib/uid";
import { element, EXPLICIT, file, imageAttributes } from "../../../support/dicom-encodings";
import { type OddOrthanc, rangeOf, startOddOrthanc } from "../../../support/odd-orthanc";

let orthanc: OddOrthanc;
beforeAll(async () => {
  orthanc = await startOddOrthanc(process.cwd());
  orthanc.patients = ["P"];
});
afterAll(async () => orthanc.stop());

/** The first one lowest in its byte (PS3.5, section 8.1.1). */
function pack(bits: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((isSet, bit) => {
    if (isSet) bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (1 << (bit & 7)), bit >> 3);
  });
  return bytes;
}

/** A file of pixels of one bit, all frames without a gap, and each of them by itself. */
function bitFrames(rows: number, columns: number, count: number): { whole: Buffer; frames: readonly Buffer[] } {
  let noise = rows * columns + 1;
  const bits = Array.from({ length: rows * columns * count }, () => {
    noise = (Math.imul(noise, 1103515245) + 12345) & 0x7fffffff;
    return ((noise >>> 16) & 1) === 1;
  });
  const attributes = imageAttributes(true, { bits: 1, rows, columns, frames: String(count).padEnd(2) });
  const packed = pack(bits);
  const padded = Buffer.concat([packed, Buffer.alloc(packed.length % 2)]);
  return {
    whole: file(EXPLICIT, [...attributes, element(true, 0x7fe00010, "OB", padded)]),
    frames: Array.from({ length: count }, (_, at) => pack(bits.slice(at * rows * columns, (at + 1) * rows * columns))),
  };
}

const separator = Buffer.from("\r\n\r\n");
/** The bytes of each part. */
function partsOf(body: Buffer, sizes: readonly number[]): Buffer[] {
  let at = 0;
  return sizes.map((size) => {
    const from = body.indexOf(separator, at) + separator.length;
    at = from + size;
    expect(body.subarray(at, at + 4).toString("latin1")).toBe("\r\n--");
    return body.subarray(from, at);
  });
}

test.each([
  ["end within a byte", 21, 31, 4],
  ["end within a byte, with one that pads", 217, 181, 3],
  ["are less than a byte", 1, 3, 7],
  ["are longer than what is received at once", 1001, 1003, 3],
  ["end with a byte", 8, 9, 3],
])("one-bit frames that %s are cut out, each from its first byte's lowest bit on", async (_, rows, columns, count) => {
  const uids = ["a", "b", "c"].map((end) => uidOf(`${randomUUID()} ${end}`)) as [string, string, string];
  const { whole, frames } = bitFrames(rows, columns, count);
  orthanc.say = (asked) => rangeOf(whole, asked);
  for (const [at, frame] of frames.entries()) {
    const { status, ordinary, broken, body } = await orthanc.frame(uids, at + 1);
    expect([status, ordinary, broken]).toEqual([200, false, false]);
    expect(partsOf(body, [frame.length])[0]?.equals(frame), `frame ${at + 1}`).toBe(true);
  }
  const order = [...frames.keys(), 0, 0].reverse();
  const list = await orthanc.frame(uids, order.map((at) => at + 1).join(","));
  expect([list.status, list.ordinary, list.broken]).toEqual([200, false, false]);
  const wanted = order.map((at) => frames[at] ?? Buffer.alloc(0));
  const parts = partsOf(
    list.body,
    wanted.map(({ length }) => length),
  );
  expect(parts.map((part, at) => part.equals(wanted[at] ?? part))).toEqual(wanted.map(() => true));
  expect(await orthanc.frame(uids, count + 1)).toMatchObject({ status: 400, ordinary: false });
});
