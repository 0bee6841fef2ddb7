import { seriesNamed } from "../data/plan";
import { metadataOf, sized } from "./requests";
import type { Row } from "./row";
import { sameForAll } from "./same";

/** Metadata of the same 1,000 slices again and again. */
export const metadataWarm: Row = {
  name: "metadata-warm",
  title: "Series metadata, 1,000 slices, warm, 8 connections",
  arms: ["D", "S", "G", "L"],
  measures: [
    { name: "rate", title: "answers", unit: "requests/s" },
    { name: "bytes", title: "an answer", unit: "bytes" },
    { name: "p99", title: "p99", unit: "ms" },
  ],
  targets: [
    { measure: "rate", above: "G", below: "D", atLeast: 300 },
    { measure: "bytes", above: "D", below: "G", atLeast: 40 },
  ],
  prepare: async (bench) => {
    const asked = [metadataOf(seriesNamed(bench.plan, "chest/large"))];
    return sameForAll(bench, ["D", "S", "G", "L"], asked, { connections: 8, milliseconds: sized(bench, 2000, 700) });
  },
};
