import type { DataSet } from "./data-set";
import { type Element, ITEM, readElement } from "./element";
import { numberAt, type Source } from "./source";

/** Where the offsets of encapsulated frames stand in a file, and what they count from. */
export interface OffsetTable {
  /** Where the first fragment's item begins, from which the offsets count. */
  readonly at: number;
  readonly tableAt: number;
  /** Of one offset: 4 in the Basic Offset Table, 8 in the extended one, 0 where there is none. */
  readonly entryBytes: 0 | 4 | 8;
}

/** Frames of a file with a table at most; a whole-slide image has tens of thousands. */
const MOST_OFFSETS = 100_000;

/**
 * The table of a file's frames (PS3.5, section A.4, and PS3.3, section C.7.6.3.1.8); undefined where the pixels do not
 * begin with an item, or a table has not one offset a frame, from 0 upwards.
 */
export function findTable(source: Source, dataSet: DataSet, frames: number): OffsetTable | undefined {
  const { pixels, extendedAt, extendedBytes } = dataSet;
  const item: Element = { tag: 0, vr: "", length: 0, valueAt: 0 };
  if (!readElement(source, pixels.valueAt, true, item) || item.tag !== ITEM) return undefined;
  const at = item.valueAt + item.length;
  if (at > source.size) return undefined;
  if (extendedBytes === 0 && item.length === 0) return { at, tableAt: 0, entryBytes: 0 };
  if (extendedBytes > 0 && item.length > 0) return undefined;
  const table: OffsetTable =
    extendedBytes > 0 ? { at, tableAt: extendedAt, entryBytes: 8 } : { at, tableAt: item.valueAt, entryBytes: 4 };
  const bytes = extendedBytes > 0 ? extendedBytes : item.length;
  if (bytes !== table.entryBytes * frames || frames > MOST_OFFSETS) return undefined;
  return isAscending(source, table, frames) ? table : undefined;
}

function isAscending(source: Source, table: OffsetTable, frames: number): boolean {
  if (startOf(source, table, 0) !== table.at) return false;
  let before = table.at;
  for (let frame = 1; frame < frames; frame++) {
    const start = startOf(source, table, frame);
    if (start === undefined || start <= before) return false;
    before = start;
  }
  return true;
}

/** Where a frame (counted from 0) begins, by the table; undefined where that is no place in the file. */
export function startOf(source: Source, table: OffsetTable, frame: number): number | undefined {
  const place = table.tableAt + frame * table.entryBytes;
  const low = numberAt(source, place);
  const high = table.entryBytes === 8 ? numberAt(source, place + 4) : 0;
  if (low === undefined || high === undefined) return undefined;
  const start = table.at + high * 0x100000000 + low;
  return start < source.size ? start : undefined;
}
