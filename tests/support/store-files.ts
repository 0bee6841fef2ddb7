/** DICOM files for uploads, good and bad, each as small as it can be. */
import { deflateRawSync } from "node:zlib";
import { element, EXPLICIT, file, IMPLICIT } from "./dicom-encodings";

export const BIG_ENDIAN = "1.2.840.10008.1.2.2";
export const DEFLATED = "1.2.840.10008.1.2.1.99";
export const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

/** Whose an instance is; undefined leaves an element out. */
export interface Names {
  readonly sopClass?: string | undefined;
  readonly sopInstance?: string | undefined;
  readonly patientId?: string | undefined;
  readonly study?: string | undefined;
  readonly series?: string | undefined;
}

export const NAMES = {
  sopClass: SECONDARY_CAPTURE,
  sopInstance: "1.2.3.4.5",
  patientId: "P1",
  study: "1.2.3",
  series: "1.2.3.4",
} as const;

export const padded = (text: string, padding = "\0"): Buffer =>
  Buffer.from(text.length % 2 === 0 ? text : text + padding, "latin1");

/** An element of any encoding. */
export type Write = (tag: number, vr: string, value: Buffer, length?: number) => Buffer;

export const explicit: Write = (...rest) => element(true, ...rest);
export const implicit: Write = (...rest) => element(false, ...rest);
export const bigEndian: Write = (tag, vr, value, length) => {
  const bytes = element(true, tag, vr, value, length);
  bytes.subarray(0, 2).swap16();
  bytes.subarray(2, 4).swap16();
  if (bytes.length - value.length === 12) bytes.subarray(8, 12).swap32();
  else bytes.subarray(6, 8).swap16();
  return bytes;
};

/** The elements that name an instance. */
export function names(write: Write, given: Names = {}): Buffer[] {
  const { sopClass, sopInstance, patientId, study, series } = { ...NAMES, ...given };
  const rows = [
    [0x00080016, "UI", sopClass],
    [0x00080018, "UI", sopInstance],
    [0x00100020, "LO", patientId],
    [0x0020000d, "UI", study],
    [0x0020000e, "UI", series],
  ] as const;
  return rows.flatMap(([tag, vr, value]) =>
    value === undefined ? [] : [write(tag, vr, padded(value, vr === "LO" ? " " : "\0"))],
  );
}

/** A file of a good instance, with more behind its names. */
export function instance(given: Names = {}, more: readonly Buffer[] = []): Buffer {
  return file(EXPLICIT, [...names(explicit, given), ...more]);
}

/** The same in each encoding. */
export const ENCODINGS: Readonly<Record<string, { readonly uid: string; readonly write: Write }>> = {
  "explicit VR": { uid: EXPLICIT, write: explicit },
  "implicit VR": { uid: IMPLICIT, write: implicit },
  "big endian": { uid: BIG_ENDIAN, write: bigEndian },
};

/** A deflated file. */
export function deflated(dataSet: Buffer, behind: Buffer = Buffer.alloc(0)): Buffer {
  return file(DEFLATED, [deflateRawSync(dataSet), behind]);
}

/** Items and sequences within each other, this many sequences. */
export function nested(write: Write, levels: number, hasLengths: boolean, vr = "SQ"): Buffer {
  const isBig = write === bigEndian;
  const mark = (tag: number, length: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(tag >>> 16, 0);
    bytes.writeUInt16LE(tag & 0xffff, 2);
    bytes.writeUInt32LE(length, 4);
    if (!isBig) return bytes;
    bytes.subarray(0, 4).swap16();
    bytes.subarray(4).swap32();
    return bytes;
  };
  let body = write(0x00400254, "LO", Buffer.from("deep"));
  for (let level = 0; level < levels; level++) {
    const isOuter = level === levels - 1;
    const name = isOuter ? vr : "SQ";
    const item = hasLengths
      ? [mark(0xfffee000, body.length), body]
      : [mark(0xfffee000, 0xffffffff), body, mark(0xfffee00d, 0)];
    const value = Buffer.concat(hasLengths ? item : [...item, mark(0xfffee0dd, 0)]);
    body = write(0x00400275, name, value, hasLengths ? value.length : 0xffffffff);
  }
  return body;
}

/** A part that is not stored, and what is said of it. */
export interface BadFile {
  readonly fault: string;
  readonly reason: number;
  readonly bytes: Buffer;
  /** The name that the answer can tell; undefined if there is none. */
  readonly sopInstance?: string;
}

/** One bad file of each kind that the bytes alone tell; `given` names them, a UID of their own for each. */
export function badFiles(given: (kind: string) => Required<Names> & { readonly sopInstance: string }): BadFile[] {
  const bad = (fault: string, reason: number, make: (names: Names) => Buffer, isNamed = true): BadFile => {
    const instanceNames = given(fault);
    const { sopInstance } = instanceNames;
    return { fault, reason, bytes: make(instanceNames), ...(isNamed ? { sopInstance } : {}) };
  };
  const pixels = (length: number): Buffer => explicit(0x7fe00010, "OW", Buffer.alloc(64), length);
  const zeros = explicit(0x7fe00010, "OW", Buffer.alloc(40_000_000));
  const items = explicit(0x00400275, "SQ", Buffer.alloc(8 * 300_001).fill(Buffer.from("feff00e000000000", "hex")));
  return [
    bad("empty", 0xc000, () => Buffer.alloc(0), false),
    bad("not-dicom", 0xc000, () => Buffer.from("no DICOM ".repeat(30)), false),
    bad("truncated", 0xc000, (one) => instance(one, [pixels(65)])),
    bad("malformed", 0xc000, (one) => instance(one, [explicit(0x00400275, "SQ", Buffer.alloc(8))])),
    bad("nested-too-deep", 0xc000, (one) => instance(one, [nested(explicit, 61, false)])),
    bad("too-many-elements", 0xc000, (one) => instance(one, [items])),
    bad("bad-deflate", 0xc000, (one) => file(DEFLATED, names(explicit, one)), false),
    bad("inflates-too-far", 0xc000, (one) => deflated(Buffer.concat([...names(explicit, one), zeros]))),
    bad("unknown-transfer-syntax", 0xc122, (one) => file("1.2.3.4", names(explicit, one)), false),
    bad("dicomdir", 0x0122, (one) => instance({ ...one, sopClass: "1.2.840.10008.1.3.10" })),
    bad("bad-uid", 0xc000, (one) => instance({ ...one, study: `${String(one.study)}.x` })),
    bad("bad-patient-id", 0xc000, (one) => instance({ ...one, patientId: "x".repeat(258) })),
    bad("no-sop-class", 0xa900, (one) => instance({ ...one, sopClass: undefined }), false),
    bad("no-sop-uid", 0xa900, (one) => instance({ ...one, sopInstance: undefined }), false),
    bad("no-series-uid", 0xa900, (one) => instance({ ...one, series: undefined })),
    bad("no-study-uid", 0xa900, (one) => instance({ ...one, study: undefined })),
  ];
}

/** What the inspector says of a file with the usual names, but for its length and transfer syntax. */
export const FACTS = { ...NAMES, hasForeignPreamble: false };

/** Pixel data of such a file. */
export const PIXELS = explicit(0x7fe00010, "OW", Buffer.alloc(64, 7));
