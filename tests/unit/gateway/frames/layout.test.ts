import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeInstance } from "../../../../scripts/lib/dicom-writer";
import {
  element,
  EXPLICIT,
  file,
  type ImageAttributes,
  imageAttributes,
  IMPLICIT,
  item,
  ITEM_END,
  sequence,
  SEQUENCE_END,
  short,
  UNDEFINED,
} from "../../../support/dicom-encodings";
import { pictureFile, pictureHeader } from "../../../support/pictures";
import { type Layout, layoutOf, layoutsOf } from "../../../support/frame-layouts";

const PIXELS = Buffer.from(Array.from({ length: 24 }, (_, at) => at));

function native(
  explicit: boolean,
  before: readonly Buffer[],
  attributes: ImageAttributes = {},
  pixels = PIXELS,
): Buffer {
  const pixelData = element(explicit, 0x7fe00010, "OW", pixels);
  const dataSet = [...before, ...imageAttributes(explicit, attributes), pixelData];
  return file(explicit ? EXPLICIT : IMPLICIT, dataSet);
}

/** Of a file that ends with its pixels. */
function expected(bytes: Buffer, pixels: number, frames: number, frameBytes: number, transferSyntax: string): Layout {
  return { transferSyntax, frames, frameBytes, at: bytes.length - pixels, tableAt: 0, entryBytes: 0 };
}

describe.each([
  ["explicit", true, EXPLICIT],
  ["implicit", false, IMPLICIT],
] as const)("files in %s VR", (_, explicit, uid) => {
  test("the pixels are found after attributes of all kinds", async () => {
    const icon = [
      ...imageAttributes(explicit, { rows: 1, columns: 2, bits: 8 }),
      element(explicit, 0x7fe00010, "OB", Buffer.from([1, 2])),
    ];
    const compressedIcon = sequence(explicit, 0x7fe00010, [item(Buffer.alloc(0)), item(Buffer.alloc(6, 9))], "OB");
    const deep = (levels: number): Buffer =>
      levels === 0
        ? element(explicit, 0x00080104, "LO", Buffer.from("deep"))
        : sequence(explicit, 0x00081115, [item(deep(levels - 1), levels % 2 === 0)]);
    const before = [
      element(explicit, 0x00080000, "UL", Buffer.alloc(4)),
      element(explicit, 0x00080018, "UI", Buffer.from("1.2\0")),
      sequence(explicit, 0x00081111, []),
      element(explicit, 0x00081115, "SQ", item(Buffer.concat(icon))),
      element(explicit, 0x00091010, "UN", Buffer.from("private!")),
    ];
    const files = [
      native(explicit, []),
      native(explicit, before),
      native(explicit, [sequence(explicit, 0x00080220, [item(Buffer.concat(icon), true), item(Buffer.concat(icon))])]),
      native(explicit, [sequence(explicit, 0x00080220, [item(compressedIcon, true)])]),
      native(explicit, [deep(10)]),
      native(explicit, [element(explicit, 0x00091010, "OB", Buffer.alloc(300_000, 0xfe))]),
    ];
    const layouts = await layoutsOf(files);
    files.forEach((bytes, at) => expect.soft(layouts[at], `file ${at}`).toEqual(expected(bytes, 24, 1, 24, uid)));
  });

  test.each([
    [{ bits: 8, rows: 4, columns: 6 }, 24, 1, 24],
    [{ bits: 32, rows: 2, columns: 3, frames: "1 " }, 24, 1, 24],
    [{ frames: " 12" }, 288, 12, 24],
    [{ frames: "7\0", bits: 8, rows: 5, columns: 5 }, 176, 7, 25],
    [{ bits: 8, rows: 5, columns: 5 }, 26, 1, 25],
    [{ bits: 1, rows: 16, columns: 12 }, 24, 1, 24],
    [{ bits: 1, rows: 3, columns: 3, frames: "3 " }, 4, 3, 1.125],
    [{ bits: 1, rows: 3, columns: 3, frames: "2 " }, 4, 2, 1.125],
    [{ bits: 8, samples: 3, photometric: "RGB ", rows: 3, columns: 3, frames: "2 " }, 54, 2, 27],
  ] as const)("%j in %d bytes makes %d frames of %d", async (attributes, bytes, frames, frameBytes) => {
    const one = native(explicit, [], attributes, Buffer.alloc(bytes));
    expect(await layoutOf(one)).toEqual(expected(one, bytes, frames, frameBytes, uid));
  });

  test("a file whose attributes do not fix the frame size is left to the archive", async () => {
    const files = [
      native(explicit, [], {}, Buffer.alloc(22)),
      native(explicit, [], {}, Buffer.alloc(26)),
      native(explicit, [], { frames: "2 " }),
      native(explicit, [], { frames: "0 " }),
      native(explicit, [], { frames: "1\\2 " }),
      native(explicit, [], { frames: "-1" }),
      native(explicit, [], { frames: "1".repeat(20) }),
      native(explicit, [], { bits: 1, rows: 16, columns: 13 }),
      native(explicit, [], { bits: 12 }),
      native(explicit, [], { samples: 4, bits: 8, rows: 3, columns: 2 }),
      native(explicit, [], { samples: 3, bits: 8, rows: 4, columns: 2, photometric: "YBR_FULL_422" }),
      native(explicit, [], { rows: 0 }, Buffer.alloc(0)),
      file(uid, [...imageAttributes(explicit).slice(1), element(explicit, 0x7fe00010, "OW", PIXELS)]),
      file(uid, imageAttributes(explicit)),
    ];
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
  });

  test("a file whose frame sizes overflow the length is left to the archive", async () => {
    const large = { rows: 0x8000, columns: 0x8000, bits: 8 } as const;
    const files = [
      // 4 GiB, of which 32 bits keep 0.
      native(explicit, [], { ...large, frames: "4 " }, Buffer.alloc(0)),
      native(explicit, [], { ...large, frames: "4 " }),
      // 4 GiB and 24 bytes.
      native(explicit, [], { rows: 8, columns: 3, bits: 8, frames: "178956971 " }),
      native(explicit, [], { rows: 65535, columns: 65535, bits: 32, samples: 3, frames: "999999" }),
      native(explicit, [], { rows: 65535, columns: 65535, bits: 32, samples: 3, frames: "999999" }, Buffer.alloc(0)),
    ];
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
  });

  test("the content of the preamble does not matter, and bytes before it do", async () => {
    const garbage = Buffer.from(Array.from({ length: 128 }, (_, at) => (at * 73) & 255));
    const good = native(explicit, []);
    const other = Buffer.concat([garbage, good.subarray(128)]);
    expect(await layoutOf(other)).toEqual(expected(good, 24, 1, 24, uid));
    const nested = Buffer.concat([garbage.subarray(0, 100), Buffer.from("DICM"), good]);
    const shifted = [1, 2, 64, 128, 1000].map((length) => Buffer.concat([Buffer.alloc(length, 7), good]));
    const files = [nested, ...shifted, good.subarray(128), good.subarray(1)];
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
  });

  test("a malformed file is left to the archive with little work", async () => {
    const good = native(explicit, []);
    const huge = (length: number): Buffer => element(explicit, 0x00091010, "UN", Buffer.alloc(8), length);
    const opened = Array.from({ length: 1000 }, () => [
      element(explicit, 0x00081115, "SQ", Buffer.alloc(0), UNDEFINED),
      item(Buffer.alloc(0), true).subarray(0, 8),
    ]).flat();
    const rows = element(explicit, 0x00280010, "US", short(3));
    const files = [
      Buffer.alloc(0),
      Buffer.alloc(131),
      good.subarray(0, 140),
      good.subarray(132),
      good.subarray(0, good.length - 1),
      native(explicit, [huge(0xfffffff0)]),
      native(explicit, [huge(0x7fffffff)]),
      native(explicit, [huge(UNDEFINED)]),
      native(explicit, [Buffer.concat(opened)]),
      native(explicit, [element(explicit, 0x00081111, "SQ", item(rows), UNDEFINED)]),
      native(explicit, [sequence(explicit, 0x00081111, [rows])]),
      native(explicit, [sequence(explicit, 0x00081111, [item(SEQUENCE_END, true)])]),
      native(explicit, [element(explicit, 0x00081111, "SQ", ITEM_END, UNDEFINED)]),
      native(explicit, [rows]),
      native(explicit, [element(explicit, 0x00300010, "LO", Buffer.from("late"))]),
      native(explicit, [SEQUENCE_END]),
      file(uid, [...imageAttributes(explicit), element(explicit, 0x7fe00010, "OW", PIXELS, UNDEFINED)]),
      file(uid, [...imageAttributes(explicit), element(explicit, 0x7fe00010, "OW", PIXELS, 0x7ffffff0)]),
      file(uid, [...imageAttributes(explicit), element(explicit, 0x7fe00010, "OW", PIXELS)], 20),
    ];
    const started = performance.now();
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test("a value of unknown VR and undefined length has items without VRs", async () => {
  const inside = item(element(false, 0x00091011, "LO", Buffer.from("private!")), true);
  const bytes = native(true, [element(true, 0x00091010, "UN", Buffer.concat([inside, SEQUENCE_END]), UNDEFINED)]);
  expect(await layoutOf(bytes)).toEqual(expected(bytes, 24, 1, 24, EXPLICIT));
});

test("a file with an invalid VR, or pixels of a VR other than OB and OW, is left to the archive", async () => {
  const files = [
    native(true, [element(true, 0x00091010, "ZZ", Buffer.alloc(4))]),
    file(EXPLICIT, [...imageAttributes(true), element(true, 0x7fe00010, "UN", PIXELS)]),
    file(EXPLICIT, [...imageAttributes(true), element(true, 0x7fe00010, "OB", PIXELS), Buffer.from("x")]),
  ];
  const layouts = await layoutsOf(files);
  expect(layouts.slice(0, 2)).toEqual([null, null]);
  expect(layouts[2]).toMatchObject({ frames: 1, frameBytes: 24 });
});

test.each([
  ["big endian", "1.2.840.10008.1.2.2"],
  ["deflated", "1.2.840.10008.1.2.1.99"],
  ["MPEG-4", "1.2.840.10008.1.2.4.102"],
  ["JPIP", "1.2.840.10008.1.2.4.94"],
  ["unknown", "1.2.3"],
])("the transfer syntax %s is left to the archive", async (_, uid) => {
  expect(await layoutOf(writeInstance(pictureHeader("other", GRAY), uid))).toBeNull();
});

const GRAY = { bits: 12, samples: 1, frames: 3 } as const;

test("pictures from the demo data's writer are read", async () => {
  const bytes = pictureFile("written", GRAY);
  expect(await layoutOf(bytes)).toEqual(expected(bytes, 3 * 10368, 3, 10368, EXPLICIT));
});

test("a file that is cut anywhere, or has any byte changed, is left to the archive or read without an error", async () => {
  const inner = [element(true, 0x00080104, "LO", Buffer.from("text")), sequence(true, 0x0040a730, [])];
  const whole = native(true, [sequence(true, 0x00081111, [item(Buffer.concat(inner), true)])], { frames: "1 " });
  const end = whole.length - PIXELS.length;
  const cut = Array.from({ length: whole.length }, (_, at) => whole.subarray(0, at));
  expect((await layoutsOf(cut)).filter((layout) => layout !== null)).toEqual([]);
  const changes = fc.sample(fc.tuple(fc.integer({ min: 128, max: end - 1 }), fc.nat(255)), { numRuns: 3000, seed: 7 });
  const changed = changes.map(([at, value]) => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(value, at);
    return bytes;
  });
  for (const layout of await layoutsOf(changed)) {
    if (layout === null || layout.frames === 0) continue;
    expect(layout.at + layout.frames * layout.frameBytes).toBeLessThanOrEqual(whole.length);
    // The one place where these 24 bytes can be.
    expect([layout.at, layout.frames * layout.frameBytes]).toEqual([end, 24]);
  }
});
