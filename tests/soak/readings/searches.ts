/**
 * Searches for studies and series.
 *
 * @module
 */
import type { Slot, Study } from "../archive";
import type { Answer } from "../client";
import { possible } from "../history";
import { allowed, type World } from "../world";
import { type Dataset, datasetsOf, valueOf } from "./lists";
import { JSON_TYPE, type Reading, type Subject } from "./reading";

const STUDY_INSTANCE_UID = "0020000D";
const SERIES_INSTANCE_UID = "0020000E";
const STUDY_DESCRIPTION = "00081030";
const STUDY_COUNT = "00201208";

/** Fewest and most instances that there may be in slots in the time of an answer. */
function bounds(world: World, slots: readonly Slot[], answer: Answer): readonly [fewest: number, most: number] {
  const all = slots.map((slot) => allowed(world, slot, answer));
  return [
    all.filter((may) => !may.includes(undefined)).length,
    all.filter((may) => may.some((one) => one !== undefined)).length,
  ];
}

function judgeStudy(world: World, answer: Answer, study: Study, dataset: Dataset | undefined): string | undefined {
  const [fewest, most] = bounds(world, study.slots, answer);
  if (dataset === undefined) return fewest === 0 ? undefined : `${study.uid} is missing, with ${fewest} instances`;
  if (most === 0) return `${study.uid} is there, which has no instance`;
  const lives = possible(study.life, answer, world.disturbances);
  const life = valueOf(dataset, STUDY_DESCRIPTION);
  if (!lives.includes(life)) return `${study.uid} is ${life ?? "without a description"}, not ${lives.join(" or ")}`;
  const told = valueOf(dataset, STUDY_COUNT);
  const isRight = told === undefined || (Number(told) >= fewest && Number(told) <= most);
  return isRight ? undefined : `${study.uid} has ${told} instances, not ${fewest} to ${most}`;
}

function judgeStudies(world: World, answer: Answer, studies: readonly Study[], isAll: boolean): string | undefined {
  const datasets = datasetsOf(answer);
  if (datasets === undefined) return `no list: ${answer.body.subarray(0, 200).toString()}`;
  const found = new Map(datasets.map((dataset) => [valueOf(dataset, STUDY_INSTANCE_UID), dataset]));
  for (const study of studies) {
    const wrong = judgeStudy(world, answer, study, found.get(study.uid));
    if (wrong !== undefined) return wrong;
  }
  // A study of which nobody knew when the question was made may be in the answer of all.
  const known = isAll ? world.studies : studies;
  const foreign = [...found.keys()].filter((uid) => known.every((study) => study.uid !== uid));
  return foreign.length === 0 ? undefined : `foreign studies: ${foreign.join(", ")}`;
}

/** A search for one study. */
export function oneStudy({ study }: Subject): Reading {
  return {
    kind: "search for a study",
    path: `/studies?StudyInstanceUID=${study.uid}&includefield=00081030&includefield=00201208`,
    accept: JSON_TYPE,
    slots: study.slots,
    judge: (world, answer) => judgeStudies(world, answer, [study], false),
  };
}

/** The list of all studies. */
export function allStudies({ studies }: World): Reading {
  const known = [...studies];
  return {
    kind: "list of studies",
    path: "/studies?limit=1000&includefield=00081030",
    accept: JSON_TYPE,
    slots: known.flatMap(({ slots }) => slots),
    judge: (world, answer) => judgeStudies(world, answer, known, true),
  };
}

/** The series of a study. */
export function seriesOf({ study }: Subject): Reading {
  const judge = (world: World, answer: Answer): string | undefined => {
    const datasets = datasetsOf(answer);
    if (datasets === undefined) return `no list: ${answer.body.subarray(0, 200).toString()}`;
    const found = new Set(datasets.map((dataset) => valueOf(dataset, SERIES_INSTANCE_UID)));
    for (const uid of new Set(study.slots.map(({ series }) => series))) {
      const [fewest, most] = bounds(
        world,
        study.slots.filter(({ series }) => series === uid),
        answer,
      );
      if (found.has(uid) ? most === 0 : fewest > 0) return `series ${uid} is ${found.has(uid) ? "there" : "missing"}`;
      found.delete(uid);
    }
    return found.size === 0 ? undefined : `foreign series: ${[...found].join(", ")}`;
  };
  return {
    kind: "search for series",
    path: `/studies/${study.uid}/series`,
    accept: JSON_TYPE,
    slots: study.slots,
    judge,
  };
}
