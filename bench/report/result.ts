/**
 * What a run found, as it is written to a file.
 *
 * @module
 */
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import type { Bodies } from "../load/compare";
import type { Measure, Row, Sample, Target } from "../rows/row";

/** An arm's values of one measure, one a round. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly values: readonly number[];
}

export interface Ratio extends Target {
  readonly value: number;
  readonly met: boolean;
}

export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly measures: readonly Measure[];
  readonly arms: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
  readonly ratios: readonly Ratio[];
  readonly bodies: Bodies;
  /** The machine's load average of a minute, after each round. */
  readonly load: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** Why there are no figures, where there are none. */
  readonly failure?: string;
}

export interface Result {
  readonly date: string;
  readonly commit: string;
  readonly quick: boolean;
  readonly machine: {
    readonly processors: number;
    readonly model: string;
    readonly memory: number;
    readonly system: string;
  };
  readonly rows: readonly RowResult[];
}

export function machine(): Result["machine"] {
  const found = cpus();
  const model = (found[0]?.model ?? "unknown").replace(/\s+/g, " ").trim();
  return {
    processors: found.length,
    model,
    memory: totalmem(),
    system: `${type()} ${release().split("-")[0] ?? ""} ${arch()}, node ${process.version}`,
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? NaN;
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** All measures of an arm's rounds. */
export function spreads(samples: readonly Sample[]): Record<string, Spread> {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = samples.map((sample) => sample[name] ?? NaN).filter((value) => !Number.isNaN(value));
      const spread = { median: median(values), least: Math.min(...values), most: Math.max(...values), values };
      return [name, spread];
    }),
  );
}

/** A target's value in this row's figures. */
export function ratioOf(row: Pick<Row, "name">, arms: RowResult["arms"], target: Target): Ratio {
  const of = (arm: string): number => arms[arm]?.[target.measure]?.median ?? NaN;
  const value = target.below === undefined ? of(target.above) : of(target.above) / of(target.below);
  if (Number.isNaN(value)) throw new Error(`${row.name} has no ${target.measure} for its target`);
  return { ...target, value, met: value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity) };
}

/** Whether a row's ratios mean anything. */
export function isVoid({ bodies, failure }: RowResult): boolean {
  return failure !== undefined || bodies.differences.length > 0;
}
