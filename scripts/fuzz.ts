/**
 * `npm run fuzz [-- --count N] [--seed N]`: sends N generated requests (1,000,000 without a count) through the parser
 * of `/pacs` in a real nginx of the built gateway image, and compares each answer with the reference parser of the
 * tests. Prints the figures, and the faults with the seed of their batch; status 1 where there is one.
 *
 * @module
 */
import fc from "fast-check";
import {
  type Comparison,
  compareRequests,
  compareTransactions,
  sum,
} from "../tests/support/dicomweb-reference/compare";
import { request, transaction } from "../tests/support/dicomweb-reference/generate";
import { startLua } from "../tests/support/lua-runtime";
import { complain, EX_UNAVAILABLE, EX_USAGE, say } from "./lib/project";
import { run } from "./lib/run";

const BATCH = 500;
/** Batches at a time, so that neither side waits for the other. */
const AT_ONCE = 2;
/** One batch in so many is of well-formed requests. */
const WELL_FORMED = 5;

async function compareBatch(url: string, seed: number, size: number): Promise<Comparison> {
  const options = { numRuns: size, seed };
  const found =
    seed % WELL_FORMED === 0
      ? await compareTransactions(url, fc.sample(transaction, options))
      : await compareRequests(url, fc.sample(request, options));
  return { ...found, faults: found.faults.map((fault) => `seed ${seed}: ${fault}`) };
}

async function fuzz(url: string, count: number, first: number): Promise<number> {
  const begin = Date.now();
  let total: Comparison = { accepted: 0, refused: 0, undecided: 0, faults: [] };
  const seeds = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => first + i);
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const found = await compareBatch(url, seed, Math.min(BATCH, count));
      total = sum([total, found]);
      const done = total.accepted + total.refused;
      if (done % 100_000 === 0) say(`${done} after ${Math.round((Date.now() - begin) / 1000)} s`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { accepted, refused, undecided, faults } = total;
  for (const fault of faults) complain(fault);
  say(`${accepted + refused} requests from seed ${first} on, in ${Math.round((Date.now() - begin) / 1000)} s:`);
  say(`${accepted} accepted, ${refused} refused, ${undecided} of them without an opinion of the reference.`);
  say(faults.length === 0 ? "no fault" : `${faults.length} faults or more`);
  return faults.length === 0 ? 0 : 1;
}

/** The number after an option's name, `otherwise` where it is not given, undefined where it is no number. */
function option(given: readonly string[], name: string, otherwise: number): number | undefined {
  const at = given.indexOf(name);
  if (at === -1) return otherwise;
  const text = given[at + 1] ?? "";
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

async function main(given: readonly string[]): Promise<number> {
  const count = option(given, "--count", 1_000_000);
  const seed = option(given, "--seed", (Date.now() % 1_000_000) + 1);
  if (count === undefined || seed === undefined) {
    complain("Usage: npm run fuzz [-- --count N] [--seed N]");
    return EX_USAGE;
  }
  if (run(["tstl"]) !== 0) return EX_UNAVAILABLE;
  const { url, stop } = await startLua(process.cwd());
  try {
    return await fuzz(url, count, seed);
  } finally {
    await stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
