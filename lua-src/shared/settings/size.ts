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

/** For people: `71.3 GiB`, or `512 MiB` where it is less than one; rounded down. */
export function showBytes(bytes: number): string {
  if (bytes < GIB) return `${Math.floor(bytes / MIB)} MiB`;
  return `${Math.floor((bytes * 10) / GIB) / 10} GiB`;
}

/**
 * How much memory the archive needs for one upload: it holds the request and copies of it while it stores it.
 * Measured with one instance of 1 GiB by STOW-RS.
 */
export const ARCHIVE_BYTES_PER_UPLOAD_BYTE = 2.5;
/** What it needs for each element of a data set in it besides: measured with 299,000 of them, 1.3 GB. */
export const ARCHIVE_BYTES_PER_ELEMENT = 4500;
/** What it needs for each when it tells of them, in metadata above all: measured with 149,000 of them, 390 to 450 MB. */
export const ARCHIVE_BYTES_PER_ELEMENT_TOLD = 3000;
/** What the archive needs besides: index, plugins, caches and decoded frames of other readers. */
export const ARCHIVE_BASE_BYTES = 1.5 * GIB;

/** What of the archive's memory is not for what readers and uploads make it load: caches, index, ranges of files. */
const BESIDE_BYTES = GIB;
/** Of what may be loaded, how much is for small requests alone. */
export const SMALL_SHARE = 0.25;

/** How many bytes the archive may be made to load at a time. */
export function archiveBudget(memory: number): number {
  return memory - BESIDE_BYTES;
}

/** How many of them are not for small requests alone, and the most that one request may need. */
export function largePool(budget: number): number {
  return (1 - SMALL_SHARE) * budget;
}

/** The least ORTHANC_MEMORY for an UPLOAD_LIMIT, both in bytes. */
export function leastArchiveMemory(uploadLimit: number): number {
  const needed = ARCHIVE_BYTES_PER_UPLOAD_BYTE * uploadLimit;
  return Math.max(needed + ARCHIVE_BASE_BYTES, needed / (1 - SMALL_SHARE) + BESIDE_BYTES);
}
