/**
 * `npm run soak`: a stack of its own under use for some minutes (tests/soak/main.ts), on the images that `npm test` has
 * built.
 *
 * @module
 */
import { runPrepared } from "./lib/prepare";

process.exitCode = await runPrepared("tests/soak/main.ts", process.argv.slice(2));
