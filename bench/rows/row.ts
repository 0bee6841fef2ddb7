/**
 * What every row of the benchmark is.
 *
 * @module
 */
import type { Bench } from "../arms/bench";
import type { Bodies } from "../load/compare";

/** What one arm showed in one round, by the measure's name. */
export type Sample = Readonly<Record<string, number>>;

export interface Measure {
  /** In a sample. */
  readonly name: string;
  readonly title: string;
  readonly unit: "requests/s" | "images/s" | "ms" | "bytes" | "kB" | "requests" | "answers";
}

/** A bound for a ratio of two arms' medians, or for one arm's median where `below` is missing. */
export interface Target {
  readonly measure: string;
  readonly above: string;
  readonly below?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A row that is ready to be measured. */
export interface Prepared {
  /** One arm's turn in a round, counted from 0. Round -1 warms up and does not count. */
  readonly round: (arm: string, round: number) => Promise<Sample>;
  /** Whether the arms gave the same, once all rounds are over. */
  readonly bodies: () => Promise<Bodies>;
  /** What people should know of this row's figures in this run. */
  readonly notes?: () => readonly string[];
  /** Ends what was started for this row. */
  readonly stop?: () => Promise<void>;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  /** In the order in which they take turns. */
  readonly arms: readonly string[];
  readonly measures: readonly Measure[];
  readonly targets: readonly Target[];
  /** Whether `--quick` leaves it out unless it is named. */
  readonly slow?: boolean;
  /** Most rounds, where more would take too long. */
  readonly mostRounds?: number;
  /** Whether rounds use up what they ask for, so that nothing may be asked for before. */
  readonly cold?: boolean;
  readonly prepare: (bench: Bench) => Promise<Prepared>;
}
