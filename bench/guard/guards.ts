import type { Target } from "../rows/row";

/** A row and the bounds that it must not fall below. */
export interface GuardedRow {
  readonly row: string;
  readonly guards: readonly Target[];
}

/**
 * What continuous integration measures, and below what it speaks of a regression. Each bound is about a third to a half
 * of what the guard's data usually show on a busy machine of two cores: far from every accident, and far from what is
 * left when a mechanism does not work any more, which is about 1 for most. These are no targets: those are the rows' own,
 * and stand in docs/performance.md.
 */
export const GUARDS: readonly GuardedRow[] = [
  // Eight at once for what nobody has asked for: one request upstream.
  { row: "metadata-cold", guards: [{ measure: "upstream", above: "G", atMost: 1 }] },
  { row: "frames-miss", guards: [{ measure: "rate", above: "G", below: "D", atLeast: 0.2 }] },
  {
    row: "multi-frame",
    guards: [
      { measure: "explicit", above: "D", below: "G", atLeast: 5 },
      { measure: "implicit", above: "D", below: "G", atLeast: 10 },
    ],
  },
  {
    row: "metadata-warm",
    guards: [
      { measure: "rate", above: "G", below: "D", atLeast: 30 },
      { measure: "bytes", above: "D", below: "G", atLeast: 15 },
    ],
  },
  {
    row: "frames-hit",
    guards: [
      { measure: "rate", above: "G", below: "D", atLeast: 1.5 },
      { measure: "rate", above: "G", below: "L", atLeast: 0.4 },
    ],
  },
  { row: "thumbnails", guards: [{ measure: "rate", above: "G", below: "D", atLeast: 8 }] },
  {
    row: "study-list",
    guards: [
      { measure: "rate", above: "G", below: "D", atLeast: 60 },
      { measure: "stale", above: "G", atMost: 0 },
    ],
  },
  { row: "study-open", guards: [{ measure: "wall", above: "S", below: "G", atLeast: 3.5 }] },
];
