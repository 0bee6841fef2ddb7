import type { ArmName } from "../arms/bench";
import { seriesOf } from "../data/plan";
import { armsOf, type Asked, compareArms } from "../load/compare";
import { framesOf, measure, toJob } from "./requests";
import type { Row } from "./row";

/** Single-frame images that nobody has asked for yet; each arm and round gets others. */
export const framesMiss: Row = {
  name: "frames-miss",
  title: "Frames of 524 kB, never asked for, single-frame images, 4 connections",
  arms: ["D", "G"],
  measures: [
    { name: "rate", title: "frames", unit: "requests/s" },
    { name: "p50", title: "p50", unit: "ms" },
    { name: "p99", title: "p99", unit: "ms" },
  ],
  targets: [{ measure: "rate", above: "G", below: "D", atLeast: 1 }],
  cold: true,
  prepare: async (bench) => {
    const all = seriesOf(bench.plan, "fresh").flatMap((series) => framesOf(series));
    const size = Math.floor(all.length / (2 * bench.rounds));
    const used: Asked[] = [];
    return Promise.resolve({
      round: async (name, round) => {
        const arm = bench.arms[name as ArmName];
        // The arm that comes first in a round changes nothing for the other: they never share an image.
        const from = (round * 2 + (name === "D" ? 0 : 1)) * size;
        const asked = all.slice(from, from + size);
        used.push(...asked);
        return measure(arm, toJob(arm, asked), { connections: 4, count: asked.length });
      },
      bodies: async () => compareArms(armsOf(bench, ["D", "G"]), used),
    });
  },
};
