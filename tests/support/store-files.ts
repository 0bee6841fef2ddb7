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
export function deflated(dataSet: Buffer, behind = Buffer.alloc(0)): Buffer {
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
