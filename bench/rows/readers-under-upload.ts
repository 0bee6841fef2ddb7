import { within } from "../../tests/support/docker";
import { isIdle } from "../arms/watch";
import { seriesNamed } from "../data/plan";
import { storeAll } from "../load/store";
import { capture } from "../load/compare";
import { framesOf, measure, sized, toJob } from "./requests";
import type { Row } from "./row";
import { newSeries, storeBodies } from "./store";

/** Frames that were asked for before, while nothing else happens and while images are stored as fast as they go. */
export const readersUnderUpload: Row = {
  name: "readers-under-upload",
  title: "Frames of 524 kB, asked for before, 4 connections, during an upload",
  arms: ["idle", "upload"],
  measures: [
    { name: "p99", title: "p99", unit: "ms" },
    { name: "p50", title: "p50", unit: "ms" },
    { name: "rate", title: "frames", unit: "requests/s" },
  ],
  targets: [{ measure: "p99", above: "upload", below: "idle", atMost: 2 }],
  prepare: async (bench) => {
    // What other rows have stored is prepared and warmed some seconds later: no matter of this one.
    await within("the archive to be done", 120, async () => isIdle(`${bench.stack.project}-orthanc-1`));
    const asked = framesOf(seriesNamed(bench.plan, "chest/large"), 0, 200);
    const { bodies } = await capture(bench, asked);
    const { G } = bench.arms;
    const job = toJob(G, asked);
    const load = { connections: 4, milliseconds: sized(bench, 2500, 1000) };
    return {
      round: async (arm, round) => {
        if (arm === "idle") return measure(G, job, load);
        // More than can be stored in the time.
        const files = storeBodies(newSeries(`beside-${round}`, sized(bench, 1200, 400)));
        const reading = new AbortController();
        const uploading = (async () => {
          while (!reading.signal.aborted && files.length > 0) {
            await storeAll(G, files.splice(0, 2), { connections: 2, origin: bench.stack.url });
          }
          return files.length > 0;
        })();
        const sample = await measure(G, job, load);
        reading.abort();
        if (!(await uploading)) throw new Error("the upload was over before the reading");
        return sample;
      },
      bodies: async () => Promise.resolve(bodies),
    };
  },
};
