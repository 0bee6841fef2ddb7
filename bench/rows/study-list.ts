import { tinyFile } from "../data/instance";
import { studyUid, tinyStudy } from "../data/plan";
import type { Bench } from "../arms/bench";
import { askWhole, decoded } from "../load/ask";
import { stowBody } from "../../scripts/lib/stow";
import { storeAll } from "../load/store";
import { searchOf, sized, studySearch } from "./requests";
import type { Row } from "./row";
import { sameForAll } from "./same";

const LIST = studySearch();
/** Of all studies Orthanc lists any, and the gateway the newest: of these both list all. */
const GROUP = studySearch([
  `StudyInstanceUID=${Array.from({ length: 50 }, (_, at) => studyUid(tinyStudy(at))).join()}`,
]);
const UPLOADS = 2;
/** Number of the next tiny study: none is uploaded twice, also where the row is measured again. */
let next = 1_000_000;

/** How many studies a search finds through the gateway. */
async function found(bench: Bench, query: string): Promise<number> {
  const { path, headers } = searchOf(`/studies?${query}`);
  const answer = await askWhole(bench.arms.G, bench.arms.G.prefix + path, { headers });
  if (answer.status === 204) return 0;
  return (JSON.parse(decoded(answer).toString()) as unknown[]).length;
}

/** Uploads a study and counts the searches, asked before too, that do not show it at once. */
async function staleAfterUpload(bench: Bench, number: number): Promise<number> {
  const name = tinyStudy(number);
  const queries = [`StudyInstanceUID=${studyUid(name)}`, `PatientName=Bench%5E${name}&limit=101`];
  for (const query of queries) if ((await found(bench, query)) !== 0) throw new Error(`${name} is there already`);
  await storeAll(bench.arms.G, [stowBody([tinyFile(number)])], { connections: 1, origin: bench.stack.url });
  let stale = 0;
  for (const query of queries) if ((await found(bench, query)) !== 1) stale += 1;
  return stale;
}

/** The study list as the viewer asks for it; and whether one's own upload shows at once. */
export const studyList: Row = {
  name: "study-list",
  title: "Study list of all studies, warm, 8 connections",
  arms: ["D", "S", "G", "L"],
  measures: [
    { name: "rate", title: "lists", unit: "requests/s" },
    { name: "p99", title: "p99", unit: "ms" },
    { name: "stale", title: "stale answers after an upload", unit: "answers" },
  ],
  targets: [
    { measure: "rate", above: "G", below: "D", atLeast: 50 },
    { measure: "stale", above: "G", atMost: 0 },
  ],
  prepare: async (bench) => {
    const load = { connections: 8, milliseconds: sized(bench, 2000, 700) };
    const same = await sameForAll(bench, ["D", "S", "G", "L"], [LIST], load, [GROUP]);
    return {
      ...same,
      round: async (arm, round) => {
        const sample = await same.round(arm, round);
        if (arm !== "G") return sample;
        let stale = 0;
        for (let upload = 0; upload < UPLOADS; upload += 1) stale += await staleAfterUpload(bench, next++);
        return { ...sample, stale };
      },
    };
  },
};
