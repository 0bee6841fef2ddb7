/** Heads of data elements in every encoding (PS3.5, sections 7.1 and 7.5), read out of a text that goes on. */
import { LENGTH_BYTES } from "../frames/element";
import type { Encoding } from "./encodings";

/** An element, but for its value. */
export interface Head {
  /** Group and element, e.g. 0x7fe00010. */
  tag: number;
  /** Its two bytes as a number; 0 if the encoding says none. */
  vr: number;
  /** `UNDEFINED_LENGTH`, or that of the value in bytes. */
  length: number;
}

/** A VR as `Head` has it. */
export function vrCode(vr: string): number {
  const [first = 0, second = 0] = string.byte(vr, 1, 2);
  return first * 0x100 + second;
}

const IS_SHORT: Record<number, boolean | undefined> = {};
for (const vr in LENGTH_BYTES) IS_SHORT[vrCode(vr)] = LENGTH_BYTES[vr] === 2;

export function isStandardVr(first: number, second: number): boolean {
  return IS_SHORT[first * 0x100 + second] !== undefined;
}

/**
 * Whether the length has two bytes. One of no VR of the standard has four if it is written like a VR (PS3.5, section
 * 7.1.2: future VRs), and two if it is not: so does DCMTK, and old writers wrote `??`.
 */
function hasShortLength(first: number, second: number): boolean {
  return IS_SHORT[first * 0x100 + second] ?? !(isCapital(first) && isCapital(second));
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/**
 * Reads the head at a place into `into`. Returns how many bytes it has; 0 if the text ends before, -1 if it has no VR
 * where one has to be.
 */
export function readHead(text: string, at: number, { explicit, bigEndian }: Encoding, into: Head): number {
  if (at + 7 > text.length) return 0;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = string.byte(text, at, at + 7);
  into.tag = bigEndian ? a * 0x1000000 + b * 0x10000 + c * 0x100 + d : b * 0x1000000 + a * 0x10000 + d * 0x100 + c;
  // Items and delimiters have no VR in any encoding.
  if (!explicit || (into.tag >= 0xfffe0000 && into.tag <= 0xfffeffff)) {
    into.vr = 0;
    into.length = numberOf(e, f, g, h, bigEndian);
    return 8;
  }
  if (e < 0x20 || f < 0x20) return -1;
  into.vr = e * 0x100 + f;
  if (hasShortLength(e, f)) {
    into.length = bigEndian ? g * 0x100 + h : g + h * 0x100;
    return 8;
  }
  if (at + 11 > text.length) return 0;
  const [i = 0, j = 0, k = 0, l = 0] = string.byte(text, at + 8, at + 11);
  into.length = numberOf(i, j, k, l, bigEndian);
  return 12;
}

function numberOf(a: number, b: number, c: number, d: number, bigEndian: boolean): number {
  return bigEndian ? a * 0x1000000 + b * 0x10000 + c * 0x100 + d : a + b * 0x100 + c * 0x10000 + d * 0x1000000;
}
