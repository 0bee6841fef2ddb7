/**
 * The modalities to choose from (PS3.3, section C.7.3.1.1.1). OHIF offers those of the rows that it has; here, those
 * are the rows of one page.
 *
 * @module
 */

/** What archives usually hold. */
const USUAL = "CR CT DX ECG ES IO MG MR NM OP OPT OT PR PT PX RF RG RTDOSE RTPLAN RTSTRUCT SC SEG SM SR US XA XC".split(
  " ",
);

/** More would make the list of choices unusable. */
const MOST = 200;

const known = new Set(USUAL);

/** The modalities of a page's rows, of all pages before, and the usual ones. */
export function modalities(ofRows: readonly string[]): string[] {
  for (const modality of ofRows) if (known.size < MOST) known.add(modality);
  return [...known].sort();
}
