import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  element,
  file,
  imageAttributes,
  item,
  JPEG_LS,
  sequence,
  SEQUENCE_END,
  UNDEFINED,
} from "../../../support/dicom-encodings";
import { everyPiece, type Layout, layoutOf, layoutsOf, type Piece, piecesOf } from "../../../support/frame-layouts";

type Table = "none" | "basic" | "extended";

const basic = (...offsets: readonly number[]): Buffer => Buffer.from(Uint32Array.from(offsets).buffer);
const extended = (...offsets: readonly number[]): Buffer =>
  element(true, 0x7fe00001, "OV", Buffer.from(BigUint64Array.from(offsets.map(BigInt)).buffer));

/** A file whose first item is `first`, with these fragments behind it. */
function encapsulated(
  frames: number,
  first: Buffer,
  fragments: readonly Buffer[],
  before: readonly Buffer[] = [],
  after: readonly Buffer[] = [],
): Buffer {
  const pixels = sequence(true, 0x7fe00010, [item(first), ...fragments.map((bytes) => item(bytes))], "OB");
  return file(JPEG_LS, [...imageAttributes(true, { frames: `${frames}` }), ...before, pixels, ...after]);
}

/** A file with frames of some fragments each. */
function withTable(frames: readonly (readonly Buffer[])[], table: Table, after: readonly Buffer[] = []): Buffer {
  const offsets: number[] = [];
  let at = 0;
  for (const fragments of frames) {
    offsets.push(at);
    for (const bytes of fragments) at += 8 + bytes.length;
  }
  const first = table === "basic" ? basic(...offsets) : Buffer.alloc(0);
  const before = table === "extended" ? [extended(...offsets)] : [];
  return encapsulated(frames.length, first, frames.flat(), before, after);
}

const joined = (bytes: Buffer, pieces: readonly Piece[] | null | undefined): Buffer | undefined =>
  pieces === null || pieces === undefined
    ? undefined
    : Buffer.concat(pieces.map(({ at, bytes: count }) => bytes.subarray(at, at + count)));

async function readable(bytes: Buffer): Promise<Layout> {
  const layout = await layoutOf(bytes);
  if (layout === null) throw new Error("not read");
  return layout;
}

const fragment = fc.integer({ min: 0, max: 20 }).map((half) => Buffer.alloc(2 * half, half + 1));
const frame = fc.array(fragment, { minLength: 1, maxLength: 4 });
const TRAILERS = [[], [element(true, 0xfffafffa, "UN", Buffer.alloc(6))]];

test.each(["basic", "extended"] as const)(
  "each frame has all of its fragments by the %s offset table",
  async (table) => {
    const files = fc.sample(fc.array(frame, { minLength: 1, maxLength: 6 }), { numRuns: 40, seed: 5 });
    for (const frames of files) {
      for (const trailer of TRAILERS) {
        const bytes = withTable(frames, table, trailer);
        const pieces = await piecesOf(bytes, await readable(bytes));
        expect(pieces.map((list) => joined(bytes, list))).toEqual(frames.map((list) => Buffer.concat(list)));
      }
    }
  },
);

test("without a table, a single frame has all fragments, and each of several has one", async () => {
  for (const trailer of TRAILERS) {
    const parts = [Buffer.alloc(4, 1), Buffer.alloc(6, 2), Buffer.alloc(2, 3)];
    const single = withTable([parts], "none", trailer);
    expect((await piecesOf(single, await readable(single))).map((list) => joined(single, list))).toEqual([
      Buffer.concat(parts),
    ]);
    const several = encapsulated(3, Buffer.alloc(0), parts, [], trailer);
    const layout = await readable(several);
    expect((await everyPiece(several, layout))?.map((piece) => joined(several, [piece]))).toEqual(parts);
    expect(await piecesOf(several, layout)).toEqual([null, null, null]);
  }
});

describe("encapsulated files that are left to the archive", () => {
  const parts = [Buffer.alloc(4, 1), Buffer.alloc(6, 2), Buffer.alloc(2, 3)];

  test("a file whose fragments and frames differ in number is left to the archive", async () => {
    for (const frames of [2, 4]) {
      const bytes = encapsulated(frames, Buffer.alloc(0), parts);
      expect(await everyPiece(bytes, await readable(bytes))).toBeNull();
    }
  });

  test("a file with offsets that do not ascend from 0, or point outside, is left to the archive", async () => {
    const tables = [
      [12, 26, 36],
      [0, 26, 12],
      [0, 12, 12],
      [0, 12, 4_000_000_000],
    ];
    const files = tables.flatMap((offsets) => [
      encapsulated(3, basic(...offsets), parts),
      encapsulated(3, Buffer.alloc(0), parts, [extended(...offsets)]),
    ]);
    files.push(encapsulated(3, Buffer.alloc(0), parts, [extended(0, 12, 2 ** 52)]));
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
  });

  test("a file with an offset between fragments is left to the archive", async () => {
    const bytes = encapsulated(3, basic(0, 14, 26), parts);
    const pieces = await piecesOf(bytes, await readable(bytes));
    expect(pieces[0]).toBeNull();
    expect(pieces[1]).toBeNull();
    expect(joined(bytes, pieces[2])).toEqual(parts[2]);
  });

  test("a file with a wrong number of offsets, with both tables or without fragments is left to the archive", async () => {
    const layouts = await layoutsOf([
      ...[encapsulated(3, basic(0), parts), encapsulated(3, basic(0, 12, 26, 36), parts)],
      ...[encapsulated(3, Buffer.alloc(2), parts), encapsulated(3, basic(0, 12, 26), parts, [extended(0, 12, 26)])],
      encapsulated(3, Buffer.alloc(0), parts, [extended(0)]),
      file(JPEG_LS, [...imageAttributes(true), element(true, 0x7fe00010, "OB", Buffer.alloc(24))]),
      file(JPEG_LS, [...imageAttributes(true), element(true, 0x7fe00010, "OB", SEQUENCE_END, UNDEFINED)]),
    ]);
    expect(layouts).toEqual(Array.from({ length: 7 }, () => null));
  });

  test("a file with a fragment beyond its end, or without the delimiter, is left to the archive", async () => {
    const whole = withTable([parts], "none", TRAILERS[1]);
    const layout = await readable(whole);
    const long = Buffer.from(whole);
    long.writeUInt32LE(0x7ffffff0, layout.at + 4);
    for (const bytes of [long, whole.subarray(0, layout.at + 12), whole.subarray(0, layout.at + 15)]) {
      expect(await piecesOf(bytes, layout)).toEqual([null]);
    }
  });

  test("a file with a frame of thousands of fragments is left to the archive", async () => {
    const bytes = withTable([Array.from({ length: 3000 }, () => Buffer.alloc(2))], "none");
    expect(await piecesOf(bytes, await readable(bytes))).toEqual([null]);
  });

  test("a file with an item of undefined length, a missing item tag or an early delimiter is left to the archive", async () => {
    const whole = withTable([parts.slice(0, 1), parts.slice(1)], "basic");
    const layout = await readable(whole);
    // Of the second frame's second fragment.
    const head = layout.at + 12 + 14;
    const changed = ([[0xff, 0xff, 0xff, 0xff]] as number[][]).map((length) => with4(whole, head + 4, length));
    changed.push(with4(whole, head, [0, 0, 0, 0]), with4(whole, head, [0xfe, 0xff, 0x0d, 0xe0]));
    for (const bytes of changed) {
      const [first, second] = await piecesOf(bytes, layout);
      expect([joined(bytes, first), second]).toEqual([parts[0], null]);
    }
    const early = with4(whole, layout.at, [0xfe, 0xff, 0xdd, 0xe0]);
    expect((await piecesOf(early, layout))[0]).toBeNull();
  });

  test("a file that claims far more frames than it has is left to the archive", async () => {
    const files = ["1000001", "999999", "4294967299", "-3", "0", ""].map((frames) => {
      const pixels = sequence(
        true,
        0x7fe00010,
        [basic(0, 12, 26), ...parts].map((bytes) => item(bytes)),
        "OB",
      );
      return file(JPEG_LS, [
        ...imageAttributes(true, { frames: frames.padEnd(frames.length + (frames.length % 2)) }),
        pixels,
      ]);
    });
    expect(await layoutsOf(files)).toEqual(files.map(() => null));
    const untold = encapsulated(999_999, Buffer.alloc(0), parts);
    expect(await everyPiece(untold, await readable(untold))).toBeNull();
  });
});

function with4(bytes: Buffer, at: number, four: readonly number[]): Buffer {
  const changed = Buffer.from(bytes);
  changed.set(four, at);
  return changed;
}

test.each(["none", "basic", "extended"] as const)(
  "with any byte changed, each frame is items of its own within the file, or is left to the archive: %s",
  async (table) => {
    const frames = [[Buffer.alloc(4, 1)], [Buffer.alloc(6, 2)], [Buffer.alloc(2, 3)]];
    const whole = withTable(frames, table);
    const from = whole.length - 200;
    const changes = fc.sample(fc.tuple(fc.integer({ min: from, max: whole.length - 1 }), fc.nat(255)), {
      numRuns: 1500,
      seed: 11,
    });
    const files = changes.map(([at, value]) => with4(whole, at, [value]));
    const layouts = await layoutsOf(files);
    const ends = (piece: Piece | undefined): number => (piece === undefined ? 0 : piece.at + piece.bytes);
    let read = 0;
    for (const [at, layout] of layouts.entries()) {
      const bytes = files[at] ?? whole;
      if (layout === null || layout.frames > 8) continue;
      const pieces = table === "none" ? await everyPiece(bytes, layout) : (await piecesOf(bytes, layout)).flat();
      let last = layout.at;
      for (const piece of pieces ?? []) {
        if (piece === null) continue;
        read += 1;
        expect(bytes.readUInt32LE(piece.at - 8)).toBe(0xe000fffe);
        expect(bytes.readUInt32LE(piece.at - 4)).toBe(piece.bytes);
        expect(piece.at - 8).toBeGreaterThanOrEqual(last);
        last = ends(piece);
        expect(last).toBeLessThanOrEqual(bytes.length);
      }
    }
    expect(read).toBeGreaterThan(100);
  },
);
