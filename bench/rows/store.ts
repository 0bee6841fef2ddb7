import { residentKilobytes } from "../arms/watch";
import { sliceFile } from "../data/instance";
import { type SeriesPlan, studyUid } from "../data/plan";
import { stowBody } from "../../scripts/lib/stow";
import { collectGarbage } from "../load/garbage";
import { inBatches, storeAll } from "../load/store";
import { uidOf } from "../../scripts/lib/uid";
import { armsOf, compareArms } from "../load/compare";
import { framesOf, metadataOf, sized } from "./requests";
import type { Row } from "./row";

const BATCH = 10;
/**
 * One request after the other, as the programs do that people store with. With two at a time both processors are busy in
 * either arm, so that what the gateway does comes on top: that is only reported.
 */
const CONNECTIONS = { alone: 1, rate: 2 } as const;

/** A series that is in no archive yet. */
export function newSeries(name: string, slices: number): SeriesPlan {
  return {
    name: `${name}/CT`,
    study: name,
    studyUid: studyUid(name),
    seriesUid: uidOf(`bench upload ${name}`),
    number: 1,
    modality: "CT",
    rows: 512,
    columns: 512,
    slices,
    frames: 1,
    syntax: "explicit",
  };
}

/** The files of a series, all of them or `count`, in bodies of ten. */
export function storeBodies(series: SeriesPlan, from = 0, count = series.slices): Buffer[] {
  const files = Array.from({ length: count }, (_, at) => sliceFile(series, from + at));
  return inBatches(files, BATCH).map((batch) => stowBody(batch));
}

/**
 * Uploads by STOW-RS; over seven rounds 1,050 images an arm, each way, all of one series: what Orthanc does with a series
 * once nothing has come for some time would fall into the rounds of others.
 */
export const store: Row = {
  name: "store",
  title: "Images of 524 kB stored by STOW-RS, ten a request",
  arms: ["D", "G"],
  measures: [
    { name: "alone", title: "images, one request after the other", unit: "images/s" },
    { name: "rate", title: "images, 2 connections", unit: "images/s" },
    { name: "memory", title: "growth of the gateway's memory", unit: "kB" },
  ],
  targets: [
    { measure: "alone", above: "G", below: "D", atLeast: 1.2 },
    { measure: "memory", above: "G", atMost: 64 * 1024 },
  ],
  prepare: async (bench) => {
    const gateway = `${bench.stack.project}-gateway-1`;
    const before = await residentKilobytes(gateway);
    const stored = new Map<string, SeriesPlan>();
    const count = sized(bench, 150, 40);
    return {
      round: async (name, round) => {
        const arm = name === "D" ? bench.directStore : bench.arms.G;
        const rateOf = async (way: keyof typeof CONNECTIONS): Promise<number> => {
          // The first round, which does not count, is -1.
          const from = count * (round + 1);
          const series = newSeries(`upload-${name}-${way}`, from + count);
          const bodies = storeBodies(series, from, count);
          collectGarbage();
          const begin = performance.now();
          await storeAll(arm, bodies, { connections: CONNECTIONS[way], origin: bench.stack.url });
          stored.set(series.name, series);
          return count / ((performance.now() - begin) / 1000);
        };
        const rates = { alone: await rateOf("alone"), rate: await rateOf("rate") };
        return name === "G" ? { ...rates, memory: (await residentKilobytes(gateway)) - before } : rates;
      },
      bodies: async () => {
        const asked = [...stored.values()].flatMap((series) => [metadataOf(series), ...framesOf(series, 0, 3)]);
        return compareArms(armsOf(bench, ["D", "G"]), asked);
      },
    };
  },
};
