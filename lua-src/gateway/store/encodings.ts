/** How the data sets of files are encoded, by their transfer syntax (PS3.5, section 10 and annex A; PS3.6, table A-1). */
import { matches } from "../../shared/text";

/** How elements are written. */
export interface Encoding {
  /** Whether they name their VR. */
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export const EXPLICIT: Encoding = { explicit: true, bigEndian: false };
export const IMPLICIT: Encoding = { explicit: false, bigEndian: false };
const BIG_ENDIAN: Encoding = { explicit: true, bigEndian: true };

export const EXPLICIT_UID = "1.2.840.10008.1.2.1";
export const IMPLICIT_UID = "1.2.840.10008.1.2";
export const RLE_UID = "1.2.840.10008.1.2.5";

/** Those that are not Explicit VR Little Endian under the arc of the standard; undefined for what is no file's. */
const OTHERS: Readonly<Record<string, Encoding | undefined>> = {
  [IMPLICIT_UID]: IMPLICIT,
  "1.2.840.10008.1.2.2": BIG_ENDIAN,
};
/** RFC 2557 and XML encapsulation. */
const NO_DATA_SET = "^1%.2%.840%.10008%.1%.2%.6%.";
const STANDARD = "^1%.2%.840%.10008%.1%.2%.%d[%d.]*$";

/**
 * The encoding of a transfer syntax; undefined for one that is not the standard's: Orthanc would read it as Explicit VR
 * Little Endian, and nobody could show it.
 */
export function encodingOf(transferSyntax: string): Encoding | undefined {
  const other = OTHERS[transferSyntax];
  if (other !== undefined) return other;
  return matches(transferSyntax, STANDARD) && !matches(transferSyntax, NO_DATA_SET) ? EXPLICIT : undefined;
}
