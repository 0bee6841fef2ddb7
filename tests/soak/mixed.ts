/**
 * Mixed use of a whole stack of its own: views, uploads by STOW-RS and C-STORE, deletions, logins and logouts, restarts
 * of each container. Each answer is compared with what it may be.
 *
 * @module
 */
import { spendFirstPassword } from "../support/forms";
import { startStack } from "../support/stack";
import { type Sender, startSender } from "../support/c-store-sender";
import { changeSides, comeAndGo, invite, type People, stayFresh } from "./actors/people";
import { read } from "./actors/readers";
import { restart } from "./actors/restarts";
import { fill, type Tools, write } from "./actors/writers";
import { LARGE, newStudy } from "./archive";
import { newFindings } from "./findings";
import { judgeLog } from "./log";
import { CACHE_SIZE, judgeSamples } from "./measures";
import { awaitPurge, watchDisk } from "./purged";
import { randomOf } from "../support/random";
import { report } from "./report";
import { type Sample, sample } from "./sampler";
import type { World } from "./world";

const READERS = 6;
const WRITERS = 3;

/** All actors until the end of the run; what has been sampled meanwhile. */
async function act(world: World, tools: Tools, people: People): Promise<Sample[]> {
  const samples: Sample[] = [];
  const random = (name: string) => randomOf(world.seed, name);
  const writers = Array.from({ length: WRITERS }, (_, at) => `writer ${at}`);
  const readers = Array.from({ length: READERS }, (_, at) => `reader ${at}`);
  await Promise.all([
    ...writers.map(async (name) => write(world, tools, name, random(name))),
    ...readers.map(async (name) => read(world, random(name))),
    ...people.viewers.map(async (person) => comeAndGo(world, person, random(person.name))),
    changeSides(world, people.turncoat, random("turncoat")),
    restart(world, random("restarts")),
    sample(world, samples),
    watchDisk(world),
  ]);
  return samples;
}

/** Runs for some minutes; true where nothing was found. */
export async function mixedUse(minutes: number, seed: number): Promise<boolean> {
  const { stack, stop } = await startStack(process.cwd(), "soak", { CACHE_SIZE: CACHE_SIZE.setting });
  let sender: Sender | undefined;
  const clearAway = async (): Promise<void> => {
    await sender?.close();
    await stop();
  };
  const interrupted = (): void => void clearAway().finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    const admin = await spendFirstPassword(stack, stack.firstPassword);
    sender = await startSender(stack, seed);
    const people = await invite(stack);
    const large = newStudy(`soak ${seed} large`, LARGE);
    const before: World = {
      ...{ stack, seed, begun: Date.now(), end: Infinity, findings: newFindings() },
      ...{ disturbances: [], studies: [large], large, recent: [], visitors: people.visitors },
    };
    const tools = { sender, contributor: people.contributor.cookie, remover: stayFresh(before, admin) };
    await fill(before, tools, large);
    const begun = Date.now();
    const world = { ...before, begun, end: begun + minutes * 60_000 };
    const samples = await act(world, tools, people);
    const measured = judgeSamples(world, samples);
    const took = await awaitPurge(world);
    await judgeLog(world);
    return report(world, [...measured, `files of deleted studies: gone ${(took / 1000).toFixed(0)} s after the end`]);
  } finally {
    await clearAway();
  }
}
