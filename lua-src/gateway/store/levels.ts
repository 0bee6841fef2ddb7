/** What is open while a data set is walked over: the main data set, and sequences and items in turn. */
import type { Encoding } from "./encodings";

/** What a level holds: elements of the main data set or an item, items, or fragments of encapsulated pixels. */
export type Kind = "elements" | "items" | "fragments";

export interface Levels {
  /** How many are open. */
  depth: number;
  /** Of the innermost one: what it holds, where it ends (infinite until its delimiter), and how that is written. */
  kind: Kind;
  end: number;
  encoding: Encoding;
  /** Where the innermost one with a length ends. */
  limit: number;
  /** The same of those around it. */
  readonly kinds: Kind[];
  readonly ends: number[];
  readonly limits: number[];
  readonly encodings: Encoding[];
}

/**
 * Sequences within each other. Orthanc stores 63, DCMTK has a limit of 64, and 6,000 end Orthanc; real ones have six or
 * so.
 */
const MOST_SEQUENCES = 60;
/** Of each sequence itself and its item, in the main data set. */
const MOST_DEPTH = 1 + 2 * MOST_SEQUENCES;

export function newLevels(encoding: Encoding): Levels {
  return {
    ...{ depth: 1, kind: "elements", end: Infinity, limit: Infinity, encoding },
    ...{ kinds: [], ends: [], limits: [], encodings: [] },
  };
}

/** Goes one level down; false if that is too deep. `end` is infinite for an undefined length. */
export function openLevel(levels: Levels, kind: Kind, end: number, encoding: Encoding): boolean {
  const { depth } = levels;
  if (depth >= MOST_DEPTH) return false;
  levels.kinds[depth] = levels.kind;
  levels.ends[depth] = levels.end;
  levels.limits[depth] = levels.limit;
  levels.encodings[depth] = levels.encoding;
  levels.depth = depth + 1;
  levels.kind = kind;
  levels.end = end;
  levels.limit = Math.min(levels.limit, end);
  levels.encoding = encoding;
  return true;
}

/** Goes one level up. */
export function closeLevel(levels: Levels): void {
  const depth = levels.depth - 1;
  levels.depth = depth;
  levels.kind = levels.kinds[depth] ?? "elements";
  levels.end = levels.ends[depth] ?? Infinity;
  levels.limit = levels.limits[depth] ?? Infinity;
  levels.encoding = levels.encodings[depth] ?? levels.encoding;
}
