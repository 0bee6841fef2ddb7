/** What a cell's header says of its pixels (PS3.3, section C.7.6.3). */
import { bigEndian, padded, type Write } from "../store-files";

export interface Header {
  readonly photometric: string;
  readonly samples: number;
  /** Planar Configuration; undefined leaves it out. */
  readonly planar: number | undefined;
  readonly rows: number;
  readonly columns: number;
  /** Bits Allocated, Bits Stored and High Bit. */
  readonly bits: readonly [allocated: number, stored: number, high: number];
  /** Pixel Representation. */
  readonly signed: number;
  /** Number of Frames, as text; undefined leaves it out. */
  readonly frames: string | undefined;
  /** Bytes of each of the three lookup tables of 256 entries; undefined: none. */
  readonly palette: number | undefined;
}

/** Pixels a side, where nothing else is said. */
export const SIDE = 72;

/** Gray of 8 bits. */
export const GRAY: Header = {
  ...{ photometric: "MONOCHROME2", samples: 1, planar: undefined, rows: SIDE, columns: SIDE },
  ...{ bits: [8, 8, 7], signed: 0, frames: undefined, palette: undefined },
};

/** Colours of 8 bits. */
export const COLOUR: Header = { ...GRAY, photometric: "RGB", samples: 3, planar: 0 };

/** Bits of which all are used. */
export const bitsOf = (allocated: number, stored = allocated): Header["bits"] => [allocated, stored, stored - 1];

/** The elements of group 0028, in the order of their tags. */
export function headerElements(write: Write, header: Header): Buffer[] {
  const { photometric, samples, planar, rows, columns, bits, signed, frames, palette } = header;
  const us = (element: number, ...values: readonly number[]): Buffer =>
    write(0x00280000 + element, "US", shorts(write, values));
  return [
    us(0x0002, samples),
    write(0x00280004, "CS", padded(photometric, " ")),
    ...(planar === undefined ? [] : [us(0x0006, planar)]),
    ...(frames === undefined ? [] : [write(0x00280008, "IS", padded(frames, " "))]),
    us(0x0010, rows),
    us(0x0011, columns),
    us(0x0100, bits[0]),
    us(0x0101, bits[1]),
    us(0x0102, bits[2]),
    us(0x0103, signed),
    ...(palette === undefined ? [] : paletteElements(write, us, palette)),
  ];
}

/** Descriptors that promise 256 entries of 16 bits, and tables of as many bytes as are given. */
function paletteElements(write: Write, us: (element: number, ...values: number[]) => Buffer, bytes: number): Buffer[] {
  const table = Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 7) & 0xff));
  return [
    ...[0x1101, 0x1102, 0x1103].map((element) => us(element, 256, 0, 16)),
    ...[0x00281201, 0x00281202, 0x00281203].map((tag) => write(tag, "OW", table)),
  ];
}

function shorts(write: Write, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) {
    if (write === bigEndian) bytes.writeUInt16BE(value & 0xffff, 2 * at);
    else bytes.writeUInt16LE(value & 0xffff, 2 * at);
  }
  return bytes;
}
