/**
 * Small secondary captures in every shape that the transfer syntaxes need: gray of 8 or 12 bits, colour, many frames.
 *
 * @module
 */
import { type Element, type Encapsulated, writeInstance } from "../../scripts/lib/dicom-writer";
import { uidOf } from "../../scripts/lib/uid";

export interface Shape {
  /** Bits stored: 8 in one byte or 12 in two. */
  readonly bits: 8 | 12;
  readonly samples: 1 | 3;
  readonly frames: number;
}

/** Pixels a side. Not a power of two, so that a decoder's padding shows. */
export const SIZE = 72;

/** Multi-frame Grayscale Byte, Grayscale Word and True Color Secondary Capture Image Storage (PS3.4, Annex B.5). */
function sopClass({ bits, samples }: Shape): string {
  if (samples === 3) return "1.2.840.10008.5.1.4.1.1.7.4";
  return bits === 8 ? "1.2.840.10008.5.1.4.1.1.7.2" : "1.2.840.10008.5.1.4.1.1.7.3";
}

/** The identifiers of a picture of this name. */
export function uidsOf(name: string): { study: string; series: string; instance: string } {
  return { study: uidOf(`${name} study`), series: uidOf(`${name} series`), instance: uidOf(`${name} instance`) };
}

/**
 * The native pixels of a frame (counted from 0): slopes, a bright corner that no mirroring or turning keeps in place,
 * some noise, and another brightness for each frame.
 */
export function frameOf({ bits, samples }: Shape, frame: number): Buffer {
  const most = bits === 8 ? 255 : 4095;
  const bytes = Buffer.alloc((SIZE * SIZE * samples * (bits === 8 ? 8 : 16)) / 8);
  let noise = frame + 1;
  for (let index = 0; index < SIZE * SIZE * samples; index += 1) {
    const pixel = Math.floor(index / samples);
    const [row, column] = [Math.floor(pixel / SIZE), pixel % SIZE];
    noise = (Math.imul(noise, 1103515245) + 12345) & 0x7fffffff;
    const slope = (row + 2 * column + 20 * (index % samples)) / (3 * SIZE + 40);
    const corner = row < SIZE / 3 && column < SIZE / 4 ? 0.25 : 0;
    const value = Math.round(most * Math.min(1, 0.6 * slope + corner + 0.04 * frame)) + ((noise >>> 16) % 4);
    if (bits === 8) bytes.writeUInt8(Math.min(most, value), index);
    else bytes.writeUInt16LE(Math.min(most, value), index * 2);
  }
  return bytes;
}

/** A file with a picture, its pixel data native or as a compressor made it, in the transfer syntax given. */
export function pictureFile(name: string, shape: Shape, compressed?: Encapsulated, transferSyntax?: string): Buffer {
  const native = Buffer.concat(Array.from({ length: shape.frames }, (_, frame) => frameOf(shape, frame)));
  const wide = shape.bits > 8 || compressed === undefined ? "OW" : "OB";
  const vr = compressed === undefined ? wide : "OB";
  return writeInstance(
    [...pictureHeader(name, shape), { tag: 0x7fe00010, vr, value: compressed ?? native }],
    transferSyntax,
  );
}

/** All of a picture's data set but the pixels, in which a test may replace what it needs otherwise. */
export function pictureHeader(name: string, shape: Shape): Element[] {
  const { study, series, instance } = uidsOf(name);
  const { bits, samples, frames } = shape;
  const most = bits === 8 ? 255 : 4095;
  return [
    text(0x00080005, "CS", "ISO_IR 192"),
    text(0x00080008, "CS", "DERIVED\\SECONDARY"),
    text(0x00080016, "UI", sopClass(shape)),
    text(0x00080018, "UI", instance),
    text(0x00080020, "DA", "20260102"),
    text(0x00080030, "TM", "080000"),
    text(0x00080050, "SH", ""),
    text(0x00080060, "CS", "OT"),
    text(0x00080064, "CS", "SYN"),
    text(0x00080090, "PN", ""),
    text(0x00081030, "LO", name),
    text(0x00100010, "PN", `Picture^${name}`),
    text(0x00100020, "LO", "PICTURE"),
    text(0x00100030, "DA", ""),
    text(0x00100040, "CS", "O"),
    text(0x0020000d, "UI", study),
    text(0x0020000e, "UI", series),
    text(0x00200010, "SH", "1"),
    text(0x00200011, "IS", "1"),
    text(0x00200013, "IS", "1"),
    us(0x00280002, samples),
    text(0x00280004, "CS", samples === 3 ? "RGB" : "MONOCHROME2"),
    ...(samples === 3 ? [us(0x00280006, 0)] : []),
    text(0x00280008, "IS", String(frames)),
    us(0x00280010, SIZE),
    us(0x00280011, SIZE),
    us(0x00280100, bits === 8 ? 8 : 16),
    us(0x00280101, bits),
    us(0x00280102, bits - 1),
    us(0x00280103, 0),
    text(0x00281050, "DS", String(Math.ceil(most / 2))),
    text(0x00281051, "DS", String(most + 1)),
    text(0x00281052, "DS", "0"),
    text(0x00281053, "DS", "1"),
  ];
}

function text(tag: number, vr: string, value: string): Element {
  return { tag, vr, value };
}

function us(tag: number, value: number): Element {
  return { tag, vr: "US", value: [value] };
}
