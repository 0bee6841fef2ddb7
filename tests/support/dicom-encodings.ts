/**
 * DICOM files element by element, in any encoding and with any length, right or wrong: for tests of what reads them.
 *
 * @module
 */

/** VRs whose length has four bytes (PS3.5, section 7.1.2). */
const LONG = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

export const IMPLICIT = "1.2.840.10008.1.2";
export const EXPLICIT = "1.2.840.10008.1.2.1";
export const JPEG_LS = "1.2.840.10008.1.2.4.80";
export const UNDEFINED = 0xffffffff;

/** The head of an element and its value; `length` is what the head says. */
export function element(explicit: boolean, tag: number, vr: string, value: Buffer, length = value.length): Buffer {
  const isLong = LONG.includes(vr);
  const head = Buffer.alloc(explicit && isLong ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  if (!explicit) {
    head.writeUInt32LE(length, 4);
  } else {
    head.write(vr, 4, "latin1");
    if (isLong) head.writeUInt32LE(length, 8);
    else head.writeUInt16LE(length, 6);
  }
  return Buffer.concat([head, value]);
}

/** A value of the VR US. */
export function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** An item with its length, or, where `undefinedLength`, with a delimiter; items of encapsulated pixels are such too. */
export function item(body: Buffer, undefinedLength = false): Buffer {
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(undefinedLength ? UNDEFINED : body.length, 4);
  return Buffer.concat(undefinedLength ? [head, body, ITEM_END] : [head, body]);
}

export const ITEM_END = Buffer.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0]);
export const SEQUENCE_END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);

/** A sequence (or encapsulated pixels) of undefined length. */
export function sequence(explicit: boolean, tag: number, items: readonly Buffer[], vr = "SQ"): Buffer {
  return element(explicit, tag, vr, Buffer.concat([...items, SEQUENCE_END]), UNDEFINED);
}

/** A file with File Meta Information; `groupLength` is what it says of its length. */
export function file(transferSyntax: string, dataSet: readonly Buffer[], groupLength?: number): Buffer {
  const uid = Buffer.from(transferSyntax.padEnd(transferSyntax.length + (transferSyntax.length % 2), "\0"), "latin1");
  const meta = Buffer.concat([
    element(true, 0x00020001, "OB", Buffer.from([0, 1])),
    element(true, 0x00020010, "UI", uid),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(groupLength ?? meta.length);
  const head = [Buffer.alloc(128), Buffer.from("DICM"), element(true, 0x00020000, "UL", length), meta];
  return Buffer.concat([...head, ...dataSet]);
}

/** What an image is, as its attributes say. */
export interface ImageAttributes {
  readonly samples?: number;
  readonly photometric?: string;
  readonly frames?: string;
  readonly rows?: number;
  readonly columns?: number;
  readonly bits?: number;
}

/** The attributes from Samples per Pixel to Bits Allocated; 4 by 3 pixels of 16 bits by themselves. */
export function imageAttributes(explicit: boolean, attributes: ImageAttributes = {}): Buffer[] {
  const { samples = 1, photometric = "MONOCHROME2 ", frames, rows = 3, columns = 4, bits = 16 } = attributes;
  return [
    element(explicit, 0x00280002, "US", short(samples)),
    element(explicit, 0x00280004, "CS", Buffer.from(photometric)),
    ...(frames === undefined ? [] : [element(explicit, 0x00280008, "IS", Buffer.from(frames))]),
    element(explicit, 0x00280010, "US", short(rows)),
    element(explicit, 0x00280011, "US", short(columns)),
    element(explicit, 0x00280100, "US", short(bits)),
  ];
}
