/**
 * Cells whose pixels are sound, and whose header fits them or does not. Each takes a base and changes one axis of its
 * header: photometric interpretation, palette, bits, size, frames or samples.
 *
 * @module
 */
import type { Base } from "./bases";
import type { Cell } from "./cell";
import { bitsOf, type Header } from "./header";

/** All interpretations of PS3.3, section C.7.6.3.1.2, the retired ones, and others that are found in files. */
export const PHOTOMETRICS = [
  ...["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422"],
  ...["YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "ARGB", "CMYK", "HSV", "XYB", "PLAID", ""],
];

/** Bits Allocated, Bits Stored, High Bit, and Pixel Representation. */
export const BITS: readonly (readonly [...Header["bits"], signed: number])[] = [
  ...[1, 8, 12, 16, 24, 32, 64].map((bits) => [...bitsOf(bits), 0] as const),
  ...[8, 16, 32].map((bits) => [...bitsOf(bits), 1] as const),
  [8, 1, 0, 0],
  [16, 10, 9, 1],
  [16, 12, 15, 0],
  [16, 12, 11, 2],
  [8, 16, 15, 0],
  [16, 8, 3, 0],
  [8, 0, 0, 0],
  [0, 0, 0, 0],
  [16, 16, 65535, 0],
  [65535, 65535, 65534, 0],
];

/** Samples per Pixel and Planar Configuration. */
const SAMPLES: readonly (readonly [samples: number, planar: number | undefined])[] = [
  [0, undefined],
  [1, 0],
  [1, 1],
  [2, 0],
  [3, undefined],
  [3, 0],
  [3, 1],
  [3, 7],
  [4, 0],
  [4, 1],
  [65535, 0],
];

/** Rows and Columns. */
const SIZES: readonly (readonly [rows: number, columns: number])[] = [
  [0, 0],
  [0, 72],
  [72, 0],
  [1, 1],
  [71, 73],
  [144, 144],
  [65535, 1],
  [65535, 65535],
];

/** Number of Frames, as text. */
const FRAMES = ["0", "-1", "2", "1000", "2147483647", "one", ""];

/** A cell of a base with changes to its header; `axis` and `value` name them. */
function cell(base: Base, axis: string, value: string | number, changes: Partial<Header>): Cell {
  const header = { ...base.header, ...changes };
  return { name: `${base.name}; ${axis} ${value}`, syntax: base.syntax, header, pixels: base.pixels(header) };
}

/**
 * Every base with every photometric interpretation and palette. The other axes only with one base of each transfer
 * syntax: bits, size and frames with the first, samples with the first one in colour, if there is any.
 */
export function matrix(bases: readonly Base[]): Cell[] {
  const first = bases.filter(({ syntax }, at) => bases.findIndex((base) => base.syntax === syntax) === at);
  const colour = first.map(({ syntax }, at) => {
    const found = bases.find((base) => base.syntax === syntax && base.header.samples === 3);
    return found ?? (first[at] as Base);
  });
  return [
    ...bases.flatMap((base) => [
      ...PHOTOMETRICS.map((photometric) =>
        cell(
          base,
          "photometric",
          photometric,
          photometric === "PALETTE COLOR" ? { photometric, palette: 512 } : { photometric },
        ),
      ),
      cell(base, "palette", "cut off", { photometric: "PALETTE COLOR", palette: 6 }),
      cell(base, "palette", "missing", { photometric: "PALETTE COLOR" }),
    ]),
    ...first.flatMap((base) => [
      ...BITS.map(([allocated, stored, high, signed]) =>
        cell(base, "bits", `${allocated}/${stored}/${high} ${signed}`, { bits: [allocated, stored, high], signed }),
      ),
      ...SIZES.map(([rows, columns]) => cell(base, "size", `${rows} by ${columns}`, { rows, columns })),
      ...FRAMES.map((frames) => cell(base, "frames", frames, { frames })),
    ]),
    ...colour.flatMap((base) =>
      SAMPLES.map(([samples, planar]) => cell(base, "samples", `${samples} ${planar ?? "-"}`, { samples, planar })),
    ),
  ];
}
