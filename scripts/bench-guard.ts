/**
 * `npm run bench:guard`: some rows of the benchmark, held against wide bounds (bench/guard.ts), on the images that
 * `npm test` has built.
 *
 * @module
 */
import { prepareTests } from "./lib/prepare";
import { run } from "./lib/run";

const prepared = await prepareTests();
process.exitCode =
  typeof prepared === "number"
    ? prepared
    : run(["tsx", "bench/guard.ts", ...process.argv.slice(2)], { environment: prepared.environment });
