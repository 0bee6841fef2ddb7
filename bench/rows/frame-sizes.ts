import type { ArmName } from "../arms/bench";
import { FRAME_SIZES, seriesNamed } from "../data/plan";
import { armsOf, capture, compareArms, together } from "../load/compare";
import { frameOf, measure, sized, toJob } from "./requests";
import type { Row } from "./row";

/** One frame of each size again and again, on one connection: no size may stall. */
export const frameSizes: Row = {
  name: "frame-sizes",
  title: "Frames of 1 kB to 16 MB, asked for before, one connection",
  arms: ["G", "C", "L"],
  measures: FRAME_SIZES.map((size) => ({ name: size, title: `${size}, p50`, unit: "ms" })),
  targets: FRAME_SIZES.map((size) => ({ measure: size, above: "G", below: "L", atMost: 1.3 })),
  prepare: async (bench) => {
    const asked = FRAME_SIZES.map((size) => frameOf(seriesNamed(bench.plan, `sizes/${size}`), 0));
    const same = await compareArms(armsOf(bench, ["D", "G"]), asked);
    const { files, bodies } = await capture(bench, asked);
    const kept = await compareArms(armsOf(bench, ["C", "L"]), files);
    const count = sized(bench, 50, 9);
    return {
      round: async (name) => {
        const arm = bench.arms[name as ArmName];
        const found: Record<string, number> = {};
        for (const [at, size] of FRAME_SIZES.entries()) {
          const job = toJob(arm, (name === "G" ? asked : files).slice(at, at + 1));
          found[size] = (await measure(arm, job, { connections: 1, count }))["p50"] ?? NaN;
        }
        return found;
      },
      bodies: async () => Promise.resolve(together(same, kept, bodies)),
    };
  },
};
