import { seriesNamed } from "../data/plan";
import { capture, compareArms, together } from "../load/compare";
import { framesOf, measureHttp2, sized, toJob } from "./requests";
import type { Row } from "./row";

/** The same frames over one HTTP/2 connection with TLS, as a browser has it. */
export const framesHttp2: Row = {
  name: "frames-http2",
  title: "Frames of 524 kB, asked for before, HTTP/2 with TLS, 32 streams",
  arms: ["G", "L"],
  measures: [
    { name: "rate", title: "frames", unit: "requests/s" },
    { name: "p50", title: "p50", unit: "ms" },
    { name: "p99", title: "p99", unit: "ms" },
    { name: "retries", title: "answers 503", unit: "answers" },
  ],
  targets: [{ measure: "rate", above: "G", below: "L", atLeast: 0.9 }],
  prepare: async (bench) => {
    const { G, L } = await bench.tls();
    const asked = framesOf(seriesNamed(bench.plan, "chest/large"), 0, sized(bench, 1000, 200));
    const same = await compareArms([bench.arms.G, G], asked);
    const { files, bodies } = await capture(bench, asked);
    const jobs = {
      G: toJob(G, asked),
      L: toJob(
        L,
        files.map(({ path }) => ({ path, headers: {} })),
      ),
    };
    // More than may be on their way upstream at once, where the gateway has to ask for all.
    const load = { connections: 32, retry: [503], milliseconds: sized(bench, 2000, 700) };
    return {
      round: async (arm) => measureHttp2(arm === "G" ? G : L, jobs[arm as "G" | "L"], load),
      bodies: async () => Promise.resolve(together(same, bodies)),
    };
  },
};
