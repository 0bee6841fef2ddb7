/** Heads of data elements in little endian (PS3.5, sections 7.1 and 7.5). */
import { numberAt, placeOf, type Source } from "./source";

export const UNDEFINED_LENGTH = 0xffffffff;
export const ITEM = 0xfffee000;
export const ITEM_DELIMITER = 0xfffee00d;
export const SEQUENCE_DELIMITER = 0xfffee0dd;

/** What the length of each VR has: two bytes behind the VR, or four behind the VR and two that are reserved. */
export const LENGTH_BYTES: Readonly<Record<string, 2 | 4 | undefined>> = {
  ...{ AE: 2, AS: 2, AT: 2, CS: 2, DA: 2, DS: 2, DT: 2, FD: 2, FL: 2, IS: 2, LO: 2, LT: 2, PN: 2, SH: 2, SL: 2 },
  ...{ SS: 2, ST: 2, TM: 2, UI: 2, UL: 2, US: 2 },
  ...{ OB: 4, OD: 4, OF: 4, OL: 4, OV: 4, OW: 4, SQ: 4, SV: 4, UC: 4, UN: 4, UR: 4, UT: 4, UV: 4 },
};

/** An element, but for its value. */
export interface Element {
  /** Group and element, e.g. 0x7fe00010. */
  tag: number;
  /** "" where the encoding says none. */
  vr: string;
  /** `UNDEFINED_LENGTH`, or that of the value in bytes. */
  length: number;
  /** Where the value begins. */
  valueAt: number;
}

/**
 * Reads the head of the element at an offset into `into`: one table serves for all of a file's, which may be a hundred
 * thousand. False where the file ends before, or the VR is none of the standard.
 */
export function readElement(source: Source, at: number, explicit: boolean, into: Element): boolean {
  const place = placeOf(source, at, 8);
  if (place === undefined) return false;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = string.byte(source.window, place, place + 7);
  into.tag = b * 0x1000000 + a * 0x10000 + d * 0x100 + c;
  // Items and delimiters have no VR in any encoding.
  if (!explicit || (a === 0xfe && b === 0xff)) {
    into.vr = "";
    into.length = e + f * 0x100 + g * 0x10000 + h * 0x1000000;
    into.valueAt = at + 8;
    return true;
  }
  into.vr = string.char(e, f);
  const lengthBytes = LENGTH_BYTES[into.vr];
  if (lengthBytes === undefined) return false;
  if (lengthBytes === 2) {
    into.length = g + h * 0x100;
    into.valueAt = at + 8;
    return true;
  }
  const length = numberAt(source, at + 8);
  if (length === undefined) return false;
  into.length = length;
  into.valueAt = at + 12;
  return true;
}
