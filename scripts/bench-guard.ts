/**
 * `npm run bench:guard`: some rows of the benchmark, held against wide bounds (bench/guard.ts), on the images that
 * `npm test` has built.
 *
 * @module
 */
import { complain, EX_CONFIG, EX_UNAVAILABLE } from "./lib/project";
import { prepare } from "./lib/prepare";
import { run } from "./lib/run";
import { readConfiguration } from "./lib/settings";

async function guard(given: readonly string[]): Promise<number> {
  const read = readConfiguration(process.env);
  if ("problems" in read) {
    for (const { code, sentence } of read.problems) complain(`${code}: ${sentence}`);
    return EX_CONFIG;
  }
  const prepared = await prepare(read.configuration, true);
  if (prepared === undefined) return EX_UNAVAILABLE;
  return run(["tsx", "bench/guard.ts", ...given], { environment: prepared.environment });
}

process.exitCode = await guard(process.argv.slice(2));
