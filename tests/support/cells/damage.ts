/** Pixels that are not what their header and transfer syntax say: cut off, misplaced, missing, of another kind. */
import { type Base, NO_TABLE, nativePixels } from "./bases";
import type { Cell, Pixels } from "./cell";
import { edits } from "./edits";

const NOTHING = Buffer.alloc(0);

/** A table of four-byte offsets (PS3.5, section A.4). */
function table(...offsets: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(offsets).buffer);
}

/** An Extended Offset Table or its Lengths (PS3.3, section C.7.6.3.1.8). */
function wide(...values: readonly bigint[]): Buffer {
  return Buffer.from(BigUint64Array.from(values).buffer);
}

/** Fragments of one frame, damaged. */
function fragmentsOf(whole: Buffer): readonly (readonly [name: string, fragments: readonly Buffer[]])[] {
  const part = (share: number): Buffer => whole.subarray(0, Math.floor(whole.length * share));
  return [
    ["no fragment", []],
    ["an empty fragment", [NOTHING]],
    ["empty fragments around it", [NOTHING, whole, NOTHING]],
    ["in three fragments", [part(0.3), whole.subarray(part(0.3).length, -100), whole.subarray(-100)]],
    ["two bytes", [part(0).length === 0 ? whole.subarray(0, 2) : NOTHING]],
    ["a tenth", [part(0.1)]],
    ["a half", [part(0.5)]],
    ["all but ten bytes", [whole.subarray(0, -10)]],
    ["with words behind it", [Buffer.concat([whole, Buffer.from(" and more".repeat(40))])]],
    ["twice", [Buffer.concat([whole, whole])]],
    ["zeros", [Buffer.alloc(whole.length)]],
    ["0xFF throughout", [Buffer.alloc(whole.length, 0xff)]],
    ["its end before its beginning", [Buffer.concat([whole.subarray(100), whole.subarray(0, 100)])]],
  ];
}

/** Offset tables of two frames, all of them wrong. */
function tablesOf(length: number): readonly (readonly [name: string, table: Buffer, extended?: readonly Buffer[]])[] {
  const next = length + 8 + (length % 2);
  return [
    ["table past the end", table(0, 0x7ffffff0)],
    ["table of the largest offsets", table(0xffffffff, 0xffffffff)],
    ["table that descends", table(next, 0)],
    ["table within a fragment", table(0, 11)],
    ["table of one entry", table(0)],
    ["table of nine entries", table(0, next, next, next, 1, 2, 3, 4, 5)],
    ["table of six bytes", Buffer.alloc(6)],
    ["extended table past the end", NO_TABLE, [wide(0n, 2n ** 62n), wide(10n, 2n ** 63n)]],
    ["extended table without lengths", NO_TABLE, [wide(0n, BigInt(next))]],
    ["extended table of five bytes", NO_TABLE, [Buffer.alloc(6), Buffer.alloc(2)]],
  ];
}

/** The damaged cells of one base. */
export function damaged(base: Base, other: Base): Cell[] {
  const { name, syntax, header, fragments } = base;
  const cell = (said: string, pixels: Pixels | undefined, frames?: string): Cell => ({
    ...{ name: `${name}; ${said}`, syntax, header: frames === undefined ? header : { ...header, frames }, pixels },
  });
  const of = (list: readonly Buffer[]): Pixels => ({ fragments: list, table: NO_TABLE });
  const [whole] = fragments;
  if (whole === undefined) return natively(base, other, cell);
  return [
    cell("no Pixel Data", undefined),
    cell("native pixels", nativePixels(header)),
    cell(`pixels of ${other.name}`, of(other.fragments)),
    ...fragmentsOf(whole).map(([said, list]) => cell(said, of(list))),
    ...edits(syntax, whole).map(([said, bytes]) => cell(said, of([bytes]))),
    cell("three fragments, two frames", of([whole, whole, whole]), "2"),
    cell("one fragment, three frames", of([whole]), "3"),
    ...tablesOf(whole.length).map(([said, bytes, extended = []]) =>
      cell(said, { fragments: [whole, whole], table: bytes, extended }, "2"),
    ),
  ];
}

function natively(base: Base, other: Base, cell: (said: string, pixels: Pixels | undefined) => Cell): Cell[] {
  const pixels = nativePixels(base.header);
  const native = "native" in pixels ? pixels.native : NOTHING;
  const vr = base.header.bits[0] > 8 ? "OW" : "OB";
  return [
    cell("no Pixel Data", undefined),
    cell("empty", { native: NOTHING, vr }),
    cell("a half", { native: native.subarray(0, native.length / 2), vr }),
    cell("two bytes", { native: native.subarray(0, 2), vr }),
    cell("twice", { native: Buffer.concat([native, native]), vr }),
    cell("the other VR", { native, vr: vr === "OW" ? "OB" : "OW" }),
    cell(`fragments of ${other.name}`, { fragments: other.fragments, table: NO_TABLE }),
  ];
}
