/**
 * `npm run bench:guard`: some rows of the benchmark, held against wide bounds (bench/guard.ts), on the images that
 * `npm test` has built.
 *
 * @module
 */
import { runPrepared } from "./lib/prepare";

process.exitCode = await runPrepared("bench/guard.ts", process.argv.slice(2));
