/** The 128 bytes before `DICM` (PS3.10, section 7.1). */
import { matches } from "../../shared/text";

export const PREAMBLE = 128;

/**
 * TIFF and BigTIFF in both byte orders, which files that are both TIFF and DICOM begin with: whole-slide images, as the
 * standard itself suggests. A reader of TIFF runs nothing.
 */
const TIFF = ["II*\0", "MM\0*", "II+\0", "MM\0+"];

/**
 * Whether a preamble has to be zeroed. All do but those of zeros and of TIFF: a file that begins as a ZIP archive
 * (`PK`) is unpacked by Orthanc, and one that begins as a program (`MZ`, ELF, Mach-O, `#!`), an archive, a script, a PDF
 * or a page is one to whatever opens it by its first bytes (CVE-2019-11687). The standard gives those bytes to profiles
 * that say what is in them, and no other one than TIFF is in use; so nothing is lost.
 */
export function isForeign(preamble: string): boolean {
  const first = string.sub(preamble, 1, 4);
  for (const magic of TIFF) if (first === magic) return false;
  return matches(preamble, "[^%z]");
}
