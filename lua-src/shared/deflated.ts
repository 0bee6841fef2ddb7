/** Data sets that are deflated (PS3.5, section A.5): Orthanc inflates all of them in memory. */

/** Deflated Explicit VR Little Endian, and the two of JPIP whose data sets are deflated too. */
const DEFLATED: Readonly<Record<string, true | undefined>> = {
  "1.2.840.10008.1.2.1.99": true,
  "1.2.840.10008.1.2.4.95": true,
  "1.2.840.10008.1.2.4.205": true,
};

/**
 * How far a data set may go: 512 MB, and beyond the first 16 MB 200 times what came. Pixels are not deflated that far but
 * for empty ones.
 */
const MOST_BYTES = 512 * 1024 * 1024;
const FREE_BYTES = 16 * 1024 * 1024;
const MOST_RATIO = 200;

/** Whether the data sets of a transfer syntax are deflated. */
export function isDeflated(transferSyntax: string): boolean {
  return DEFLATED[transferSyntax] === true;
}

/** What so many deflated bytes may become. */
export function mostInflated(bytes: number): number {
  return Math.min(MOST_BYTES, FREE_BYTES + MOST_RATIO * bytes);
}
