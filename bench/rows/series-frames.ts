import { seriesNamed } from "../data/plan";
import { framesOf, sized } from "./requests";
import type { Row } from "./row";
import { sameForAll } from "./same";

/** All frames of a series, as a browser loads them; the gateway has had them before. */
export const seriesFrames: Row = {
  name: "series-frames",
  title: "All frames of a 1,000-slice series, 6 connections",
  arms: ["D", "S", "G"],
  measures: [
    { name: "wall", title: "time to the last frame", unit: "ms" },
    { name: "rate", title: "frames", unit: "requests/s" },
  ],
  targets: [{ measure: "wall", above: "S", below: "G", atLeast: 6 }],
  prepare: async (bench) => {
    const asked = framesOf(seriesNamed(bench.plan, "chest/large"), 0, sized(bench, 1000, 200));
    return sameForAll(bench, ["D", "S", "G"], asked, { connections: 6, count: asked.length });
  },
};
