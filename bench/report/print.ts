import type { RowResult } from "./result";
import { boundOf, figure, nameOf, verdict } from "./words";

/** A row's figures and ratios, for the terminal. */
export function printRow(row: RowResult, say: (line: string) => void): void {
  if (row.failure !== undefined) return say(`  FAILED: ${row.failure}`);
  for (const [arm, spreads] of Object.entries(row.arms)) {
    const found = row.measures.flatMap(({ name, title, unit }) => {
      const spread = spreads[name];
      if (spread === undefined) return [];
      return [`${title} ${figure(spread.median)} ${unit} (${figure(spread.least)} to ${figure(spread.most)})`];
    });
    const busy = spreads["client"] === undefined ? [] : [`client ${Math.round(spreads["client"].median * 100)} % busy`];
    say(`  ${arm}: ${[...found, ...busy].join(", ")}`);
  }
  for (const ratio of row.ratios) {
    say(`  ${nameOf(ratio, row.measures)} ${figure(ratio.value)}, ${boundOf(ratio)}: ${verdict(row, ratio)}`);
  }
  for (const difference of row.bodies.differences) say(`  VOID: ${difference}`);
  for (const note of row.notes) say(`  ${note}`);
  say(`  ${row.bodies.compared} bodies compared, ${row.rounds} rounds, ${row.seconds.toFixed(0)} s`);
}
