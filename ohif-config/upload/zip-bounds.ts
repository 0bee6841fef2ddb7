/**
 * What the members of a ZIP file may come to. The page for uploads and the import (scripts/lib/import/) share it, so it
 * has nothing of a browser or of node.
 *
 * @module
 */

/** What all members may be together, as a multiple of the ZIP file's size; deflate alone reaches 1,032. */
export const MOST_RATIO = 200;
/** So many bytes may come out of any ZIP file: masks and empty slices are small in it. */
const FREE_BYTES = 256 * 1024 * 1024;

/** As much of a member as its ZIP file says in its directory. */
interface Member {
  readonly compressedSize: number;
  readonly uncompressedSize: number;
}

/** Adds up the members of a ZIP file, given one after the other. The result is the bound that they break by then. */
export function countMembers(zipSize: number): (member: Member) => "zip-overlap" | "zip-bomb" | undefined {
  let [packed, unpacked] = [0, 0];
  return ({ compressedSize, uncompressedSize }) => {
    packed += compressedSize;
    unpacked += uncompressedSize;
    if (packed > zipSize) return "zip-overlap";
    return unpacked > Math.max(FREE_BYTES, MOST_RATIO * zipSize) ? "zip-bomb" : undefined;
  };
}
