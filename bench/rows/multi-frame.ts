import type { ArmName } from "../arms/bench";
import { lifeOf } from "../arms/watch";
import { seriesOf } from "../data/plan";
import { armsOf, type Asked, compareArms, together } from "../load/compare";
import { frameOf, measure, sized, toJob } from "./requests";
import type { Row } from "./row";

/** Bodies that are compared afterwards, of all objects. */
const COMPARED = 24;

/**
 * Frames of six objects of 126 MB in turn, each asked for the first time: more than Orthanc keeps in memory. The
 * archive runs with the gateway's settings, with which implicit VR doesn't crash it.
 */
export const multiFrame: Row = {
  name: "multi-frame",
  title: "Frames of 2 MB of multi-frame objects of 126 MB, never asked for, in turn",
  arms: ["D", "G"],
  measures: [
    { name: "explicit", title: "a frame, explicit VR", unit: "ms" },
    { name: "implicit", title: "a frame, implicit VR", unit: "ms" },
  ],
  targets: [
    { measure: "explicit", above: "D", below: "G", atLeast: 20 },
    { measure: "implicit", above: "D", below: "G", atLeast: 20 },
  ],
  cold: true,
  prepare: async (bench) => {
    const objects = seriesOf(bench.plan, "tomo");
    const orthanc = `${bench.stack.project}-orthanc-1`;
    const life = await lifeOf(orthanc);
    const used: Asked[] = [];
    return {
      round: async (name, round) => {
        const arm = bench.arms[name as ArmName];
        const times = { explicit: [] as number[], implicit: [] as number[] };
        for (const object of objects) {
          const asked = frameOf(object, 0, 1 + round * 2 + (name === "D" ? 0 : 1));
          used.push(asked);
          const { wall = NaN } = await measure(arm, toJob(arm, [asked]), { connections: 1, count: 1 });
          times[object.syntax === "implicit" ? "implicit" : "explicit"].push(wall);
        }
        const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
        return { explicit: mean(times.explicit), implicit: mean(times.implicit) };
      },
      bodies: async () => {
        const same = await compareArms(armsOf(bench, ["D", "G"]), used.slice(0, sized(bench, COMPARED, 8)));
        const crashed = (await lifeOf(orthanc)) !== life;
        return together(same, { compared: 0, differences: crashed ? ["Orthanc crashed"] : [] });
      },
    };
  },
};
