/**
 * The guard (`npm run bench:guard`): some rows of the benchmark on a small archive, held against bounds that only a
 * regression misses. A row that misses is measured again, up to three times in all, and fails by two misses. Its last
 * line is `N passed, N failed`, one for each row; status 1 where one failed. `-- ROW,ROW` measures some rows.
 *
 * @module
 */
import { startBench } from "./arms/start";
import { GUARD_PLAN } from "./data/plan";
import { GUARDS, type GuardedRow } from "./guard/guards";
import { judge, type Judgement, type Run, runOf } from "./guard/judge";
import { stopWorker } from "./load/run";
import { measureRow } from "./measure";
import { printRow } from "./report/print";
import { ROWS } from "./rows/all";

const ROUNDS = 3;
const MOST_RUNS = 3;

const only = process.argv[2]?.split(",");
const guarded = GUARDS.filter(({ row }) => only?.includes(row) ?? true);
const begin = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${line}`);

// As many rounds as all runs of a row may take, since those of cold rows use up what they ask for.
const options = { plan: GUARD_PLAN, quick: true, rounds: ROUNDS * MOST_RUNS, say };
const { bench, stop } = await startBench(options);
const interrupted = (): void => {
  say("interrupted; removing what was started");
  void stop().finally(() => process.exit(130));
};
process.once("SIGINT", interrupted);
process.once("SIGTERM", interrupted);

async function guard({ row: name, guards }: GuardedRow): Promise<Judgement> {
  const row = ROWS.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no row is called ${name}`);
  const runs: Run[] = [];
  say(row.title);
  let judgement: Judgement = "again";
  while (judgement === "again") {
    const from = runs.length * ROUNDS;
    const result = await measureRow(bench, { ...row, targets: guards }, { from, count: ROUNDS });
    printRow(result, say);
    runs.push(runOf(result));
    judgement = judge(runs);
    say(`  ${name}: ${runs.join(", ")}: ${judgement === "again" ? "once more" : judgement}`);
  }
  return judgement;
}

say("on less data than the rows' titles speak of");
const judgements: Judgement[] = [];
try {
  for (const each of guarded) judgements.push(await guard(each));
} finally {
  await stopWorker();
  await stop();
}
const passed = judgements.filter((judgement) => judgement === "passed").length;
const failed = judgements.length - passed;
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
