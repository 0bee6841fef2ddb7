import { seriesNamed } from "../data/plan";
import { framesOf, sized } from "./requests";
import type { Row } from "./row";
import { sameForAll } from "./same";

/** Frames that were asked for before, 1,000 different ones. */
export const framesHit: Row = {
  name: "frames-hit",
  title: "Frames of 524 kB, asked for before, 8 connections",
  arms: ["D", "S", "G", "C", "L"],
  measures: [
    { name: "rate", title: "frames", unit: "requests/s" },
    { name: "p50", title: "p50", unit: "ms" },
    { name: "p99", title: "p99", unit: "ms" },
  ],
  targets: [
    { measure: "rate", above: "G", below: "L", atLeast: 0.9 },
    { measure: "rate", above: "G", below: "D", atLeast: 8 },
    { measure: "rate", above: "G", below: "S", atLeast: 8 },
  ],
  prepare: async (bench) => {
    const asked = framesOf(seriesNamed(bench.plan, "chest/large"), 0, sized(bench, 1000, 200));
    return sameForAll(bench, ["D", "S", "G", "C", "L"], asked, {
      connections: 8,
      milliseconds: sized(bench, 2000, 700),
    });
  },
};
