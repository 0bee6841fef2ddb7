import { wholeNumber } from "./text";

const KIB = 1024;
const MIB = KIB * KIB;
const GIB = MIB * KIB;

/** Bytes of `512k`, `512m` or `1g` (powers of 1024, as Docker and nginx count). undefined: it is something else. */
export function parseSize(text: string): number | undefined {
  const count = wholeNumber(text.slice(0, text.length - 1));
  if (count === undefined) return undefined;
  const unit = text.slice(text.length - 1).toLowerCase();
  if (unit === "k") return count * KIB;
  if (unit === "m") return count * MIB;
  if (unit === "g") return count * GIB;
  return undefined;
}

/** The same as text, rounded up to whole MiB: `2560m`, or `4g` where that is exact. */
export function formatSize(bytes: number): string {
  const mib = Math.ceil(bytes / MIB);
  return mib % KIB === 0 ? `${mib / KIB}g` : `${mib}m`;
}

/**
 * How much memory the archive needs for one upload: it holds the request and copies of it while it stores it.
 * Measured with one instance of 1 GiB by STOW-RS.
 */
export const ARCHIVE_BYTES_PER_UPLOAD_BYTE = 2.5;
/** What the archive needs besides: index, plugins, caches and decoded frames of other readers. */
export const ARCHIVE_BASE_BYTES = 1.5 * GIB;

/** The least ORTHANC_MEMORY for an UPLOAD_LIMIT, both in bytes. */
export function leastArchiveMemory(uploadLimit: number): number {
  return ARCHIVE_BYTES_PER_UPLOAD_BYTE * uploadLimit + ARCHIVE_BASE_BYTES;
}
