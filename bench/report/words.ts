import type { Measure } from "../rows/row";
import { isVoid, type Ratio, type RowResult } from "./result";

/** A number with three digits that count, and thin spaces left out. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** A ratio's or figure's name, e.g. `G/D rate`. */
export function nameOf({ above, below, measure }: Ratio, measures: readonly Measure[]): string {
  const title = measures.find(({ name }) => name === measure)?.title ?? measure;
  return `${below === undefined ? above : `${above}/${below}`} ${title}`;
}

export function boundOf({ atLeast, atMost }: Ratio): string {
  if (atLeast !== undefined && atLeast === atMost) return `exactly ${atLeast}`;
  return atLeast === undefined ? `at most ${atMost ?? ""}` : `at least ${atLeast}`;
}

/** What became of a target. */
export function verdict(row: RowResult, ratio: Ratio): "met" | "missed" | "void" {
  if (isVoid(row)) return "void";
  return ratio.met ? "met" : "missed";
}
