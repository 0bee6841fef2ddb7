/**
 * How one row is judged by its runs.
 *
 * @module
 */
import { isVoid, type RowResult } from "../report/result";

/** What one run of a row showed; `void`: it failed, or the arms sent different bodies. */
export type Run = "met" | "missed" | "void";

/** `again`: one more run has to decide. */
export type Judgement = "passed" | "failed" | "again";

/** Misses that make a row fail: a machine that others use has a bad moment now and then, but not most of the time. */
const MISSES = 2;
/** Runs that a row has at most, of which it may miss one. */
const RUNS = 3;

/** Judges a run by its ratios' guards. */
export function runOf(result: RowResult): Run {
  if (isVoid(result)) return "void";
  return result.ratios.every(({ met }) => met) ? "met" : "missed";
}

/**
 * Judges a row by its runs so far. The first run is enough where it meets the guards; once it has missed, two of three
 * decide. Bodies that differ are no matter of luck: the row fails at once.
 */
export function judge(runs: readonly Run[]): Judgement {
  if (runs.includes("void") || runs.filter((run) => run === "missed").length >= MISSES) return "failed";
  if (runs[0] === "met" || runs.length >= RUNS) return "passed";
  return "again";
}
