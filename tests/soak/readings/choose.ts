import { contentNow, type Study } from "../archive";
import type { Random } from "../../support/random";
import type { World } from "../world";
import { instances, metadata } from "./lists";
import { bulk, file, frame, picture } from "./pixels";
import type { Reading, Subject } from "./reading";
import { allStudies, oneStudy, seriesOf } from "./searches";

type Make = (of: Subject, random: Random, world: World) => Reading;

/** What a viewer asks for most comes most often. */
const KINDS: readonly Make[] = [
  (of) => metadata(of, "study"),
  (of) => metadata(of, "series"),
  (of) => metadata(of, "series"),
  (of) => metadata(of, "instance"),
  (of) => instances(of, "study"),
  (of) => instances(of, "series"),
  (of) => oneStudy(of),
  (of) => seriesOf(of),
  (_of, _random, world) => allStudies(world),
  (of) => bulk(of),
  (of) => file(of),
  (of) => picture(of, "rendered instance"),
  (of) => picture(of, "thumbnail of instance"),
  (of) => picture(of, "thumbnail of series"),
  ...Array.from({ length: 6 }, (): Make => (of, random) => frame(of, 1 + random.int(of.slot.frames))),
];

/** Rather one of the last that have been written, which the cache may be wrong about; not the large one. */
function chooseStudy({ studies, recent }: World, random: Random): Study | undefined {
  return random.pick(random.chance(0.5) ? recent : studies.slice(1));
}

/** What a change of a study changes, and the cache keeps. */
export function changedReadings(of: Subject): Reading[] {
  return [
    ...[metadata(of, "study"), metadata(of, "series"), metadata(of, "instance"), frame(of, 1)],
    ...[
      instances(of, "study"),
      instances(of, "series"),
      oneStudy(of),
      seriesOf(of),
      picture(of, "thumbnail of series"),
    ],
  ];
}

/** A question; undefined while there is nothing to ask about. */
export function chooseReading(world: World, random: Random): Reading | undefined {
  const large = random.chance(0.15) ? random.pick(world.large.slots) : undefined;
  if (large !== undefined) return frame({ study: world.large, slot: large }, 1 + random.int(large.frames));
  const study = chooseStudy(world, random);
  if (study === undefined) return undefined;
  const filled = study.slots.filter((slot) => contentNow(slot) !== undefined);
  const slot = random.chance(0.8) && filled.length > 0 ? random.pick(filled) : random.pick(study.slots);
  if (slot === undefined) return undefined;
  return random.pick(KINDS)?.({ study, slot }, random, world);
}
