/**
 * `npm run soak -- [--minutes N] [--seed S] [--attacks]`: a stack of its own under use for some minutes, 10 without a
 * number. Mixed use whose every answer is checked; with `--attacks` attacks and generated requests instead. Prints what
 * it has found, a line for each property; status 1 where one does not hold.
 *
 * @module
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { attacks } from "./attacks";
import { mixedUse } from "./mixed";

const EX_USAGE = 64;
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    attacks: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
if (!(minutes > 0 && minutes <= 1440) || !Number.isSafeInteger(seed)) {
  console.error("Usage: npm run soak [-- --minutes N] [--seed S] [--attacks]");
  process.exit(EX_USAGE);
}
if (!values.attacks) console.log(`seed ${seed}`);
const holds = await (values.attacks ? attacks(minutes) : mixedUse(minutes, seed));
// Whatever an actor still waits for, the stack is gone.
process.exit(holds ? 0 : 1);
