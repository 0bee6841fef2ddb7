/** How much text an element holds, for what the archive makes of it in JSON. */
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
