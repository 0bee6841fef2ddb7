import type { Arm } from "../arms/bench";
import { uidOf } from "../../scripts/lib/uid";
import { within } from "../../tests/support/docker";
import { startSecondGateway } from "../../tests/support/second-gateway";
import { addressOf } from "../arms/containers";
import { isIdle } from "../arms/watch";
import { sliceFile } from "../data/instance";
import { type SeriesPlan, studyUid } from "../data/plan";
import { compareArms } from "../load/compare";
import { stowBody } from "../../scripts/lib/stow";
import { inBatches, storeAll } from "../load/store";
import { openingOf, openStudy } from "../load/open-study";
import type { Row } from "./row";

const LENGTHS = [200, 50, 50, 50, 50];
/** StableAge of the recipe's archive, which is the longer one, and as long as both are left alone after it. */
const IDLE = (60 + 30) * 1000;
const BATCH = 25;
/** Each opens studies of its own: the recipe; a gateway that has seen nothing of the upload; the gateway. */
const ARMS = ["S", "G before warming", "G"] as const;

function study(name: string): SeriesPlan[] {
  return LENGTHS.map((slices, at) => ({
    name: `${name}/phase ${at}`,
    study: name,
    studyUid: studyUid(name),
    seriesUid: uidOf(`bench first ${name} ${at}`),
    number: at + 1,
    modality: "CT",
    rows: 128,
    columns: 128,
    slices,
    frames: 1,
    syntax: "explicit",
  }));
}

/** Studies that nobody has opened yet, in an archive that was idle since their upload. */
export const studyOpenFirst: Row = {
  name: "study-open-first",
  title: "A study of 400 slices is opened for the first time ever, 90 s after its upload",
  arms: ARMS,
  measures: [{ name: "wall", title: "time to the first image", unit: "ms" }],
  targets: [
    { measure: "wall", above: "S", below: "G before warming", atLeast: 2.5 },
    { measure: "wall", above: "S", below: "G", atLeast: 8 },
  ],
  slow: true,
  mostRounds: 3,
  cold: true,
  prepare: async (bench) => {
    const rounds = Math.min(3, bench.rounds);
    const studies = Array.from({ length: rounds * ARMS.length }, (_, at) => study(`first-${at}`));
    for (const series of studies) {
      const files = series.flatMap((each) => Array.from({ length: each.slices }, (_, slice) => sliceFile(each, slice)));
      const bodies = inBatches(files, BATCH).map((batch) => stowBody(batch));
      await storeAll(bench.arms.G, bodies, { connections: 2, origin: bench.stack.url });
      await storeAll(bench.arms.S, bodies, { connections: 2, origin: bench.stack.url });
    }
    bench.say(`  ${studies.length} studies are stored; leaving the archives alone for ${IDLE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, IDLE));
    // It prepares their metadata by itself, one series after the other.
    await within("the recipe's archive to be done", 240, async () => isIdle(bench.recipeArchive));
    const second = await startSecondGateway(bench.stack, { settings: {} });
    const host = await addressOf(second.container, `${bench.stack.project}_edge`);
    const unwarmed: Arm = { ...bench.arms.G, host, headers: { ...bench.arms.G.headers, Host: "127.0.0.1" } };
    const arms = { S: bench.arms.S, "G before warming": unwarmed, G: bench.arms.G };
    return {
      round: async (name, round) => {
        const at = ARMS.findIndex((each) => each === name);
        return openStudy(arms[name as keyof typeof arms], studies[round * ARMS.length + at] ?? []);
      },
      bodies: async () => compareArms(Object.values(arms), studies.slice(0, 3).flatMap(openingOf)),
      stop: second.stop,
    };
  },
};
