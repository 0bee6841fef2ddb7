/**
 * What the hooks and plugins cost by C-STORE, by hand (`npm run check:c-store-cost`): the archive as it is, without the hook
 * that decides about C-STORE, without any in Lua, and without any part of Collimator's but what is loaded before it, each
 * in a stack of its own, get the same images over one association, in turn. Prints images a second, medians of seven
 * rounds; status 1 where the archive as it is takes less than 0.95 of what it takes without the deciding hook.
 *
 * @module
 */
import { newSeries } from "../rows/store";
import { sliceFile } from "../data/instance";
import { startSender } from "../../tests/support/c-store-sender";
import { median } from "../../tests/support/cpu-time";
import { docker } from "../../tests/support/docker";
import { withOrthancSettings } from "../../tests/support/orthanc-settings";
import { startStack } from "../../tests/support/stack";

const ROUNDS = 7;
const LEAST = 0.95;
/** The sides of a picture, two bytes a pixel, and how many of them are sent at once. */
const SIZES = { "33 kB": [128, 300], "524 kB": [512, 150] } as const;
/** Nothing is asked ahead. */
const QUIET = { StableAge: 3600 };
const FILTER = "/usr/share/collimator/filter.lua";
/** In the archive's volume, for the arm without the hook. */
const NO_HOOK = "/archive/no-hook.lua";
const ARMS = {
  all: QUIET,
  "not decided": { ...QUIET, LuaScripts: [FILTER, NO_HOOK] },
  "no hooks": { ...QUIET, LuaScripts: [] },
  bare: { ...QUIET, LuaScripts: [], Plugins: ["/usr/local/lib/orthanc-dicomweb.so"] },
} as const;

const ends: (() => Promise<void>)[] = [];

/** Starts an arm; what it returns sends images to it and tells how many a second it has taken. */
async function startArm(name: string, settings: object): Promise<(files: readonly Buffer[]) => Promise<number>> {
  const { stack, stop } = await startStack(process.cwd(), name.replaceAll(" ", "-"));
  ends.push(stop);
  const script = `echo "ReceivedCStoreInstanceFilter = nil" > ${NO_HOOK}`;
  await docker("exec", `${stack.project}-orthanc-1`, "sh", "-c", script);
  await withOrthancSettings(stack, { ...settings });
  const sender = await startSender(stack, 1);
  ends.push(sender.close);
  return async (files) => {
    const begin = performance.now();
    if (!(await sender.send(files))) throw new Error(`${name} has not taken all images`);
    return files.length / ((performance.now() - begin) / 1000);
  };
}

async function measure(): Promise<boolean> {
  const arms: [string, (files: readonly Buffer[]) => Promise<number>][] = [];
  for (const [name, settings] of Object.entries(ARMS)) arms.push([name, await startArm(name, settings)]);
  let isFast = true;
  for (const [size, [side, count]] of Object.entries(SIZES)) {
    const rates: Record<string, number[]> = {};
    for (let round = 0; round <= ROUNDS; round += 1) {
      const series = { ...newSeries(`c-store ${size} ${round}`, count), rows: side, columns: side };
      const files = Array.from({ length: count }, (_, slice) => sliceFile(series, slice));
      for (const [name, send] of round % 2 === 0 ? arms : arms.toReversed()) {
        const rate = await send(files);
        // The first round is none of the seven: connections and caches are new.
        if (round > 0) (rates[name] ??= []).push(rate);
      }
    }
    const rateOf = (name: string): number => median(rates[name] ?? []);
    for (const [name] of arms) console.log(`${size}, ${name}: ${rateOf(name).toFixed(1)} images/s`);
    const ratio = (than: string): string => (rateOf("all") / rateOf(than)).toFixed(2);
    const others = ["not decided", "no hooks", "bare"].map((name) => `${ratio(name)} of ${name}`);
    console.log(`${size}: ${others.join(", ")}`);
    isFast &&= rateOf("all") >= LEAST * rateOf("not decided");
  }
  return isFast;
}

try {
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  for (const end of ends.toReversed()) await end();
}
