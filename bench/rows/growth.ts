import { seriesNamed } from "../data/plan";
import { type Asked, compareArms } from "../load/compare";
import { framesOf, measure, sized, studySearch, toJob } from "./requests";
import type { Row } from "./row";

const LIST = studySearch();
const LARGE = "20,000";
const SMALL = "200";

/** The gateway on an archive of 20,000 studies (2,000 with `--quick`), against one of 200. */
export const growth: Row = {
  name: "growth",
  title: "Frames never asked for, and the study list, at 20,000 studies and at 200",
  arms: [LARGE, SMALL],
  measures: [
    { name: "miss", title: "a frame never asked for, p50", unit: "ms" },
    { name: "list", title: "the study list, p50", unit: "ms" },
  ],
  targets: [
    { measure: "miss", above: LARGE, below: SMALL, atMost: 1.3 },
    { measure: "list", above: LARGE, below: SMALL, atMost: 1.3 },
  ],
  slow: true,
  cold: true,
  prepare: async (bench) => {
    const small = await bench.small();
    const series = seriesNamed(bench.plan, "growth/CT");
    const size = Math.floor(series.slices / bench.rounds);
    const used: Asked[] = [];
    return {
      round: async (name, round) => {
        const arm = name === LARGE ? bench.arms.G : small.gateway;
        const asked = framesOf(series, round * size, size);
        used.push(...asked);
        const miss = await measure(arm, toJob(arm, asked), { connections: 1, count: asked.length });
        const list = await measure(arm, toJob(arm, [LIST]), { connections: 1, count: sized(bench, 30, 10) });
        return { miss: miss["p50"] ?? NaN, list: list["p50"] ?? NaN };
      },
      bodies: async () => compareArms([bench.arms.G, small.gateway], used),
    };
  },
};
