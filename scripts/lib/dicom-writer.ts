/**
 * Writes DICOM files: Explicit VR Little Endian (PS3.5, Annex A.2), its pixel data native or encapsulated (Annex A.4),
 * with File Meta Information (PS3.10, section 7.1). For demo data and tests; values are taken as they are given.
 *
 * @module
 */

/** Value representations whose length field has four bytes (PS3.5, section 7.1.2). */
const LONG = ["OB", "OW", "OF", "OD", "OL", "SQ", "UC", "UN", "UR", "UT"];
/** Padded with NUL to an even length; text is padded with a space (PS3.5, section 6.2). */
const PADDED_WITH_NUL = ["UI", "OB", "UN"];
const EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** Under 2.25 (PS3.5, Annex B.2); names this writer in File Meta Information. */
const IMPLEMENTATION_CLASS_UID = "2.25.196303717846227107837962215164307312387";

/** Compressed pixel data, a fragment for each frame. */
export interface Encapsulated {
  readonly fragments: readonly Uint8Array[];
}

/**
 * A data element. `value`: text (UTF-8), numbers of US, bytes as they stand in the file, the items of a sequence, or
 * compressed frames.
 */
export interface Element {
  /** Group and element, e.g. 0x00100010. */
  readonly tag: number;
  readonly vr: string;
  readonly value: string | readonly number[] | Uint8Array | readonly (readonly Element[])[] | Encapsulated;
}

/**
 * The bytes of one DICOM file. The data set must hold SOP Class UID and SOP Instance UID; its order does not matter.
 * Another transfer syntax than the default one has to have the same encoding of elements.
 */
export function writeInstance(dataset: readonly Element[], transferSyntax = EXPLICIT_VR_LITTLE_ENDIAN): Buffer {
  const meta = writeElements([
    { tag: 0x00020001, vr: "OB", value: new Uint8Array([0, 1]) },
    { tag: 0x00020002, vr: "UI", value: textOf(dataset, 0x00080016) },
    { tag: 0x00020003, vr: "UI", value: textOf(dataset, 0x00080018) },
    { tag: 0x00020010, vr: "UI", value: transferSyntax },
    { tag: 0x00020012, vr: "UI", value: IMPLEMENTATION_CLASS_UID },
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  const groupLength = writeElement({ tag: 0x00020000, vr: "UL", value: length });
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), groupLength, meta, writeElements(dataset)]);
}

function textOf(dataset: readonly Element[], tag: number): string {
  const value = dataset.find((element) => element.tag === tag)?.value;
  if (typeof value !== "string") throw new Error(`the data set has no text in ${tag.toString(16).padStart(8, "0")}`);
  return value;
}

function writeElements(elements: readonly Element[]): Buffer {
  return Buffer.concat(elements.toSorted((a, b) => a.tag - b.tag).map(writeElement));
}

function writeElement({ tag, vr, value }: Element): Buffer {
  if (isEncapsulated(value)) return encapsulated(tag, vr, value);
  const body = padded(vr, valueBytes(value));
  const header = Buffer.alloc(LONG.includes(vr) ? 12 : 8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.write(vr, 4, "latin1");
  if (LONG.includes(vr)) header.writeUInt32LE(body.length, 8);
  else header.writeUInt16LE(body.length, 6);
  return Buffer.concat([header, body]);
}

function isEncapsulated(value: Element["value"]): value is Encapsulated {
  return typeof value === "object" && "fragments" in value;
}

/** Pixel data of undefined length: an empty offset table, the fragments, the delimiter (PS3.5, section A.4). */
function encapsulated(tag: number, vr: string, { fragments }: Encapsulated): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  header.write(vr, 4, "latin1");
  header.writeUInt32LE(0xffffffff, 8);
  const items = [new Uint8Array(), ...fragments].map((bytes) => asItem(padded("OB", Buffer.from(bytes))));
  return Buffer.concat([header, ...items, Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
}

function valueBytes(value: Exclude<Element["value"], Encapsulated>): Buffer {
  if (typeof value === "string") return Buffer.from(value, "utf8");
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Buffer.concat(value.map((part) => (typeof part === "number" ? unsignedShort(part) : item(part))));
}

function unsignedShort(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** An item of a sequence, with its length given (PS3.5, section 7.5). */
function item(elements: readonly Element[]): Buffer {
  return asItem(writeElements(elements));
}

function asItem(body: Buffer): Buffer {
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

function padded(vr: string, bytes: Buffer): Buffer {
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from(PADDED_WITH_NUL.includes(vr) ? "\0" : " ")]);
}
