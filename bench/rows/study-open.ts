import type { ArmName } from "../arms/bench";
import { seriesOf } from "../data/plan";
import { armsOf, compareArms } from "../load/compare";
import { openingOf, openStudy } from "../load/open-study";
import { lineTo } from "../load/slow-line";
import type { Row } from "./row";

const MEASURES = [
  { name: "wall", title: "time to the first image", unit: "ms" },
  { name: "bytes", title: "bytes until then", unit: "bytes" },
] as const;

/** A study of 1,900 slices (1,300 with `--quick`) in six series, opened again; the gateway is warm. */
export const studyOpen: Row = {
  name: "study-open",
  title: "A study is opened as OHIF does it, until the first image; warm, 6 connections",
  arms: ["D", "S", "G"],
  measures: MEASURES,
  targets: [{ measure: "wall", above: "S", below: "G", atLeast: 8 }],
  prepare: async (bench) => {
    const series = seriesOf(bench.plan, "chest");
    const same = await compareArms(armsOf(bench, ["D", "S", "G"]), openingOf(series));
    return {
      round: async (arm) => openStudy(bench.arms[arm as ArmName], series),
      bodies: async () => Promise.resolve(same),
    };
  },
};

/** The same over a line as people have it at home. */
export const studyOpenSlow: Row = {
  name: "study-open-slow",
  title: "The same over 30 Mbit/s and 40 ms",
  arms: ["S", "G"],
  measures: MEASURES,
  targets: [{ measure: "wall", above: "S", below: "G", atLeast: 8 }],
  prepare: async (bench) => {
    const series = seriesOf(bench.plan, "chest");
    const same = await compareArms(armsOf(bench, ["S", "G"]), openingOf(series));
    return {
      round: async (name) => {
        const line = await lineTo(bench.arms[name as ArmName], { bitsPerSecond: 30e6, roundTripMilliseconds: 40 });
        try {
          return await openStudy(line.arm, series);
        } finally {
          await line.stop();
        }
      },
      bodies: async () => Promise.resolve(same),
    };
  },
};
