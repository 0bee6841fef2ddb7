/**
 * The benchmark (`npm run bench`): Orthanc itself, the plain recipe, this gateway, nginx's cache alone and nginx with
 * static files, all up at once and measured in turn. `-- --quick` takes less than three minutes, `-- --only NAME,NAME`
 * measures some rows. A whole run without either writes docs/performance.md anew; any other writes test-results/bench/.
 * Status 1 where a row failed or arms differ in what they send; a target that is missed is reported and does not change
 * it, unless `--strict` is given.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { startBench } from "./arms/start";
import { largePlan } from "./data/plan";
import { stopWorker } from "./load/run";
import { measureRow } from "./measure";
import { printRow } from "./report/print";
import { isVoid, machine, type Result, type RowResult } from "./report/result";
import { commitNow, writeResult } from "./report/write";
import { ROWS } from "./rows/all";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
  },
});
const only = values.only?.split(",");
const unknown = only?.filter((name) => !ROWS.some((row) => row.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`No row is called ${unknown.join(", ")}. There are: ${ROWS.map(({ name }) => name).join(", ")}`);
  process.exit(64);
}
const { quick } = values;
const rows = ROWS.filter((row) => (only === undefined ? !quick || row.slow !== true : only.includes(row.name)));
const rounds = Number(values.rounds ?? (quick ? 3 : 7));
const begin = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${line}`);

const { bench, stop } = await startBench({ plan: largePlan(quick), quick, rounds, say });
const interrupted = (): void => {
  say("interrupted; removing what was started");
  void stop().finally(() => process.exit(130));
};
process.once("SIGINT", interrupted);
process.once("SIGTERM", interrupted);
try {
  const results: RowResult[] = [];
  for (const row of rows) {
    say(row.title);
    const result = await measureRow(bench, row);
    printRow(result, say);
    results.push(result);
  }
  const result: Result = {
    date: new Date().toISOString(),
    commit: commitNow(),
    quick,
    machine: machine(),
    rows: results,
  };
  const where = await writeResult(result, !quick && only === undefined);
  say(`written to ${where}`);
  const broken =
    results.some(isVoid) || (values.strict && results.some(({ ratios }) => ratios.some(({ met }) => !met)));
  process.exitCode = broken ? 1 : 0;
} finally {
  await stopWorker();
  await stop();
}
