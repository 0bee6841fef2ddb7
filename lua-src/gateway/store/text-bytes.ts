/** How much text an element holds, for what the archive makes of it in JSON. */
import * as ffi from "ffi";
import { type Head, vrCode } from "./head";

/** Bytes, words, and what is unknown: metadata name an address for them (PS3.18, section F.2.6). */
const WITHOUT_TEXT: Record<number, boolean | undefined> = {};
for (const vr of ["OB", "OD", "OF", "OL", "OV", "OW", "UN"]) WITHOUT_TEXT[vrCode(vr)] = true;
const DS = vrCode("DS");
const IS = vrCode("IS");
const CONTOUR_DATA = 0x30060050;

/** Without VRs, the groups of the standard whose elements are no long bytes. */
function isOfTextGroup(tag: number): boolean {
  const group = Math.floor(tag / 0x10000);
  return group % 2 === 0 && (group <= 0x0040 || (group >= 0x0070 && group <= 0x0088) || group === 0x3006);
}

/** Bytes of an element's text; those of numbers count half, since JSON takes them as they are. */
export function textBytes({ tag, vr, length }: Head): number {
  // Contours are numbers.
  if (vr === 0) return isOfTextGroup(tag) ? (tag === CONTOUR_DATA ? length / 2 : length) : 0;
  if (WITHOUT_TEXT[vr] === true) return 0;
  return vr === DS || vr === IS ? length / 2 : length;
}

/** Bytes of each number of a VR that has several as they are. */
const NUMBER_BYTES: Record<number, number | undefined> = {};
for (const vr of ["US", "SS"]) NUMBER_BYTES[vrCode(vr)] = 2;
for (const vr of ["UL", "SL", "FL", "AT"]) NUMBER_BYTES[vrCode(vr)] = 4;
for (const vr of ["FD", "SV", "UV"]) NUMBER_BYTES[vrCode(vr)] = 8;
/** Contours and doses, whose values are long texts. */
const FIRST_OF_TEXTS = 0x30000000;

/** How many numbers an element may hold that are no text; without a VR all that the groups of the standard have may be such. */
export function numbersIn({ tag, vr, length }: Head): number {
  if (vr === 0) return isOfTextGroup(tag) && tag < FIRST_OF_TEXTS ? length / 2 : 0;
  const bytes = NUMBER_BYTES[vr];
  return bytes === undefined ? 0 : length / bytes;
}

const BACKSLASH = 92;

/** How many backslashes a text has: they stand between the values of an element (PS3.5, section 6.4). */
export function backslashesIn(text: string): number {
  const bytes = ffi.cast("const uint8_t*", text);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (bytes[at] === BACKSLASH) count += 1;
  return count;
}
