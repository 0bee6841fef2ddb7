import { seriesNamed } from "../data/plan";
import { sized, thumbnailOf } from "./requests";
import type { Row } from "./row";
import { sameForAll } from "./same";

const IMAGES = 50;

/** Thumbnails that were asked for before. */
export const thumbnails: Row = {
  name: "thumbnails",
  title: "Thumbnails, 50 different ones, asked for before, 8 connections",
  arms: ["D", "S", "G", "L"],
  measures: [
    { name: "rate", title: "thumbnails", unit: "requests/s" },
    { name: "p99", title: "p99", unit: "ms" },
  ],
  targets: [{ measure: "rate", above: "G", below: "D", atLeast: 20 }],
  prepare: async (bench) => {
    const series = seriesNamed(bench.plan, "chest/large");
    const asked = Array.from({ length: IMAGES }, (_, at) =>
      thumbnailOf(series, Math.floor((at * series.slices) / IMAGES)),
    );
    return sameForAll(bench, ["D", "S", "G", "L"], asked, { connections: 8, milliseconds: sized(bench, 2000, 700) });
  },
};
