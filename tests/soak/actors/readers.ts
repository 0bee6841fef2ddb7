/**
 * Visitors who read.
 *
 * @module
 */
import { readAs } from "../judge";
import type { Random } from "../../support/random";
import { chooseReading } from "../readings/choose";
import { ask, isOver, pause, type Visitor, type World } from "../world";

/** Mostly somebody who may read. */
function chooseVisitor({ visitors }: World, random: Random): Visitor | undefined {
  return random.pick(
    random.chance(0.8) ? visitors.filter(({ access }) => access.at(-1)?.value === "reader") : visitors,
  );
}

/** Reads until the end of the run; now and then goes to a page of the viewer, which has things asked for ahead. */
export async function read(world: World, random: Random): Promise<void> {
  while (!isOver(world)) {
    const reading = chooseReading(world, random);
    const visitor = chooseVisitor(world, random);
    if (reading === undefined || visitor === undefined) {
      await pause(50);
      continue;
    }
    if (random.chance(0.01)) {
      const study = /studies\/([\d.]+)/.exec(reading.path)?.[1] ?? "";
      await ask(world, visitor.cookie, `/viewer?StudyInstanceUIDs=${study}`);
    }
    await readAs(world, visitor, reading);
    await pause(random.int(15));
  }
}
