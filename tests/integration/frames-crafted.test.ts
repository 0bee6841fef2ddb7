import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Element, writeInstance } from "../../scripts/lib/dicom-writer";
import { element, item, JPEG_LS, sequence } from "../support/dicom-encodings";
import { docker } from "../support/docker";
import { gatewayFrame, orthancFrames } from "../support/frame-answers";
import { storeFiles } from "../support/multipart";
import { frameOf, pictureHeader, type Shape, uidsOf } from "../support/pictures";

const GRAY: Shape = { bits: 12, samples: 1, frames: 1 };
const PARTS = [1000, 1200, 900].map((length, at) => Buffer.alloc(length, at + 1));
const SECOND = PARTS[0] === undefined ? 0 : PARTS[0].length + 8;
const THIRD = SECOND + 1200 + 8;

/** A header with other values, by tag; undefined: without it. */
function headerOf(name: string, changes: Readonly<Record<number, unknown>> = {}): Element[] {
  return pictureHeader(name, { ...GRAY, frames: 3 })
    .filter(({ tag }) => !(tag in changes) || changes[tag] !== undefined)
    .map((one) => (one.tag in changes ? ({ ...one, value: changes[one.tag] } as Element) : one));
}

const offsets = (...numbers: readonly number[]): Buffer => Buffer.from(Uint32Array.from(numbers).buffer);
const wide = (...numbers: readonly number[]): Buffer => Buffer.from(BigUint64Array.from(numbers.map(BigInt)).buffer);

interface Crafted {
  readonly changes?: Readonly<Record<number, unknown>>;
  /** Pixel Data and what stands before it. */
  readonly tail: Buffer;
  readonly encapsulated: boolean;
}

function encapsulated(
  table: Buffer,
  items: readonly Buffer[] = PARTS.map((bytes) => item(bytes)),
  before?: Buffer,
): Crafted {
  const pixels = sequence(true, 0x7fe00010, [item(table), ...items], "OB");
  return { tail: before === undefined ? pixels : Buffer.concat([before, pixels]), encapsulated: true };
}

function native(changes: Readonly<Record<number, unknown>>, pixels = threeFrames(), length = pixels.length): Crafted {
  return { changes, tail: element(true, 0x7fe00010, "OW", pixels, length), encapsulated: false };
}

const threeFrames = (): Buffer => Buffer.concat([0, 1, 2].map((at) => frameOf(GRAY, at)));
const extended = (...numbers: readonly number[]): Buffer => element(true, 0x7fe00001, "OV", wide(...numbers));
const TOO_LONG = ((): Buffer => {
  const long = item(PARTS[1] ?? Buffer.alloc(0));
  long.writeUInt32LE(0x7ffffff0, 4);
  return long;
})();
const [FRAMES, ROWS, COLUMNS] = [0x00280008, 0x00280010, 0x00280011];
const [first, second, third] = PARTS.map((bytes) => item(bytes)) as [Buffer, Buffer, Buffer];

const FILES: readonly (readonly [name: string, crafted: Crafted])[] = [
  ["offsets out of the file", encapsulated(offsets(0, SECOND, 4_000_000_000))],
  ["offsets backwards", encapsulated(offsets(THIRD, SECOND, 0))],
  ["offsets twice the same", encapsulated(offsets(0, SECOND, SECOND))],
  ["offsets into a fragment", encapsulated(offsets(0, SECOND + 100, THIRD))],
  ["offsets that do not begin at 0", encapsulated(offsets(SECOND, THIRD, THIRD + 908))],
  ["fewer offsets than frames", encapsulated(offsets(0))],
  ["more offsets than frames", encapsulated(offsets(0, SECOND, THIRD, THIRD + 908))],
  ["an offset and a half", encapsulated(Buffer.alloc(6))],
  ["an extended table out of the file", encapsulated(Buffer.alloc(0), undefined, extended(0, SECOND, 2 ** 40))],
  ["an extended table backwards", encapsulated(Buffer.alloc(0), undefined, extended(0, THIRD, SECOND))],
  ["an extended table of nothing", encapsulated(Buffer.alloc(0), undefined, extended())],
  ["two tables that differ", encapsulated(offsets(0, SECOND, THIRD), undefined, extended(0, THIRD, SECOND))],
  ["more fragments than frames", encapsulated(Buffer.alloc(0), [first, second, third, first])],
  ["fewer fragments than frames", encapsulated(Buffer.alloc(0), [first, second])],
  ["no fragments", encapsulated(Buffer.alloc(0), [])],
  ["an empty fragment", encapsulated(Buffer.alloc(0), [first, item(Buffer.alloc(0)), third])],
  ["no number of frames", { ...encapsulated(Buffer.alloc(0)), changes: { [FRAMES]: undefined } }],
  ["a number of frames far too large", { ...encapsulated(Buffer.alloc(0)), changes: { [FRAMES]: "999999" } }],
  ["native pixels that are encapsulated", { ...encapsulated(Buffer.alloc(0)), encapsulated: false }],
  ["a native number of frames far too large", native({ [FRAMES]: "2000000000" })],
  ["a negative number of frames", native({ [FRAMES]: "-3" })],
  ["no native number of frames", native({ [FRAMES]: undefined })],
  ["rows and columns whose product overflows", native({ [ROWS]: [32768], [COLUMNS]: [32768], [FRAMES]: "4" })],
  ["no rows", native({ [ROWS]: undefined })],
  ["rows of 0", native({ [ROWS]: [0] })],
  ["pixels that are too short", native({}, threeFrames().subarray(0, 20_000))],
];

/** What Orthanc does not take. */
const REFUSED: readonly (readonly [name: string, crafted: Crafted])[] = [
  ["a fragment longer than the file", encapsulated(Buffer.alloc(0), [first, TOO_LONG, third])],
  ["encapsulated pixels that are native", { ...native({}), encapsulated: true }],
  ["pixels that are longer than the file", native({}, threeFrames(), 0x7ffffff0)],
];

function fileOf(name: string, { changes, tail, encapsulated: isEncapsulated }: Crafted): Buffer {
  const head = writeInstance(headerOf(name, changes), isEncapsulated ? JPEG_LS : undefined);
  return Buffer.concat([head, tail]);
}

/** What nginx's processes hold, in kB. */
async function memory(): Promise<number> {
  const script = `cat /proc/[0-9]*/status | awk '/^Name:/ { name = $2 } /^VmRSS:/ && name == "nginx" { sum += $2 } END { print sum }'`;
  const { stdout } = await docker("exec", `${inject("stack").project}-gateway-1`, "sh", "-c", script);
  return Number(stdout);
}

let before = 0;
beforeAll(async () => {
  before = await memory();
  expect(before).toBeGreaterThan(10_000);
});

describe("frames of crafted files", () => {
  test.each(FILES)("frames of a crafted file equal Orthanc's own or are refused: %s", async (_, crafted) => {
    const name = randomUUID();
    await storeFiles([fileOf(name, crafted)]);
    const { study, series, instance } = uidsOf(name);
    const path = `/studies/${study}/series/${series}/instances/${instance}`;
    const numbers = [3, 1, 2, 4, 1_000_000];
    const originals = await orthancFrames(path, numbers);
    for (const [at, number] of numbers.entries()) {
      const original = originals[at];
      const began = performance.now();
      const frame = await gatewayFrame(path, number);
      expect(performance.now() - began).toBeLessThan(10_000);
      // What Orthanc fails at is refused for good.
      const status = original?.status === 500 ? 400 : original?.status;
      expect([frame.status, frame.head], `frame ${number}`).toEqual([status, original?.head]);
      expect(frame.bytes.equals(original?.bytes ?? Buffer.alloc(0)), `frame ${number}`).toBe(true);
    }
  });

  test.each(REFUSED)("the crafted file %s can't be stored", async (_, crafted) => {
    await expect(storeFiles([fileOf(randomUUID(), crafted)])).rejects.toThrow("answered 409");
  });

  test("frames of crafted files leave nothing in memory", async () => {
    expect((await memory()) - before).toBeLessThan(32_000);
  });
});
