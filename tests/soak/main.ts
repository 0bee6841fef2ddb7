/**
 * `npm run soak -- [--minutes N] [--seed S] [--attacks | --hostile]`: a stack of its own under use for some minutes, 10
 * without a number. Mixed use whose every answer is checked; with `--attacks` attacks and generated requests instead, with
 * `--hostile` people who do harm with what they may do, beside somebody who works. Prints what it has found, a line for
 * each property; status 1 where one does not hold.
 *
 * @module
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { attacks } from "./attacks";
import { hostileUse } from "./hostile";
import { mixedUse } from "./mixed";

const EX_USAGE = 64;
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    attacks: { type: "boolean", default: false },
    hostile: { type: "boolean", default: false },
  },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
if (!(minutes > 0 && minutes <= 1440) || !Number.isSafeInteger(seed)) {
  console.error("Usage: npm run soak [-- --minutes N] [--seed S] [--attacks | --hostile]");
  process.exit(EX_USAGE);
}
const isMixed = !values.attacks && !values.hostile;
if (isMixed) console.log(`seed ${seed}`);
const holds = await (isMixed ? mixedUse(minutes, seed) : values.hostile ? hostileUse(minutes) : attacks(minutes));
// Whatever an actor still waits for, the stack is gone.
process.exit(holds ? 0 : 1);
