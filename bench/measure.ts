import type { Bench } from "./arms/bench";
import { loadNow, ratioOf, type RowResult, spreads } from "./report/result";
import type { Prepared, Row, Sample } from "./rows/row";

/** Some of a benchmark's rounds. */
export interface Part {
  readonly from: number;
  readonly count: number;
}

/**
 * Measures one row: its arms take turns in each round, so that what else the machine does falls on all of them. A row
 * that fails is reported as such and does not end the run.
 *
 * @param part what of the benchmark's rounds; default: all
 */
export async function measureRow(bench: Bench, row: Row, part?: Part): Promise<RowResult> {
  const begin = performance.now();
  const samples: Record<string, Sample[]> = Object.fromEntries(row.arms.map((arm) => [arm, []]));
  const load: number[] = [];
  const rounds = part?.count ?? Math.min(bench.rounds, row.mostRounds ?? bench.rounds);
  const first = part?.from ?? 0;
  const known = { name: row.name, title: row.title, measures: row.measures, rounds };
  const seconds = (): number => (performance.now() - begin) / 1000;
  let prepared: Prepared | undefined;
  try {
    prepared = await row.prepare(bench);
    for (let round = row.cold === true ? 0 : -1; round < rounds; round += 1) {
      for (const arm of row.arms) {
        const sample = await prepared.round(arm, round < 0 ? round : first + round);
        if (round >= 0) samples[arm]?.push(sample);
      }
      load.push(loadNow());
    }
    const bodies = await prepared.bodies();
    const arms = Object.fromEntries(row.arms.map((arm) => [arm, spreads(samples[arm] ?? [])]));
    const ratios = row.targets.map((target) => ratioOf(row, arms, target));
    return { ...known, arms, ratios, bodies, load, seconds: seconds(), notes: prepared.notes?.() ?? [] };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    const none = { arms: {}, ratios: [], bodies: { compared: 0, differences: [] }, notes: [] };
    return { ...known, ...none, load, seconds: seconds(), failure };
  } finally {
    await prepared?.stop?.();
  }
}
