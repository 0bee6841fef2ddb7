import { sentBytes } from "../arms/watch";
import type { Arm } from "../arms/bench";
import { seriesNamed } from "../data/plan";
import { armsOf, type Asked, compareArms } from "../load/compare";
import { askWhole } from "../load/ask";
import { measure, metadataOf, toJob } from "./requests";
import type { Row } from "./row";

const CLIENTS = 8;

/** A series of 1,000 slices (250 with `--quick`) that nobody has asked for yet, by eight clients at once; each arm and round gets another one. */
export const metadataCold: Row = {
  name: "metadata-cold",
  title: "Series metadata, cold, 8 clients at once",
  arms: ["D", "G"],
  measures: [
    { name: "wall", title: "time until all have it", unit: "ms" },
    { name: "upstream", title: "requests upstream", unit: "requests" },
    { name: "retries", title: "refusals, asked again after", unit: "answers" },
  ],
  targets: [
    { measure: "wall", above: "D", below: "G", atLeast: 6 },
    { measure: "upstream", above: "G", atLeast: 1, atMost: 1 },
  ],
  cold: true,
  prepare: async (bench) => {
    const orthanc = `${bench.stack.project}-orthanc-1`;
    const used: Asked[] = [];
    return Promise.resolve({
      round: async (name, round) => {
        const arm: Arm = bench.arms[name as "D" | "G"];
        const asked = metadataOf(seriesNamed(bench.plan, `cold-${round * 2 + (name === "D" ? 0 : 1)}/CT`));
        used.push(asked);
        const before = await sentBytes(orthanc);
        // Orthanc answers 409 to some of those who come while it stores what it has made of the first request; a gateway
        // may give up on it before it is done.
        const load = { connections: CLIENTS, count: CLIENTS, retry: [409, 503, 504] };
        const { wall = NaN, retries = NaN } = await measure(arm, toJob(arm, [asked]), load);
        const sent = (await sentBytes(orthanc)) - before;
        // What Orthanc has sent, in whole answers.
        const { raw } = await askWhole(bench.arms.D, bench.arms.D.prefix + asked.path, { headers: asked.headers });
        return { wall, retries, upstream: Math.round(sent / raw.length) };
      },
      bodies: async () => compareArms(armsOf(bench, ["D", "G"]), used),
    });
  },
};
