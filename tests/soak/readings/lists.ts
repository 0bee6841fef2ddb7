/**
 * Answers that list instances: metadata, and searches for instances.
 *
 * @module
 */
import type { Slot } from "../archive";
import type { Answer } from "../client";
import { allowed, type World } from "../world";
import { instancePath, JSON_TYPE, type Reading, seriesPath, seriesSlots, type Subject } from "./reading";

/** A data set of the DICOM JSON model (PS3.18, annex F), as far as it is looked at. */
export type Dataset = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

const SOP_INSTANCE_UID = "00080018";
const IMAGE_COMMENTS = "00204000";

export function valueOf(dataset: Dataset, tag: string): string | undefined {
  const value = dataset[tag]?.Value?.[0];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** The data sets of an answer: none for one of 204 or 404. undefined where it is no list. */
export function datasetsOf({ status, body }: Answer): readonly Dataset[] | undefined {
  if (status !== 200) return [];
  try {
    const list: unknown = JSON.parse(body.toString());
    return Array.isArray(list) ? (list as Dataset[]) : undefined;
  } catch {
    return undefined;
  }
}

function shown(versions: readonly ({ readonly version: string } | undefined)[]): string {
  return versions.map((one) => one?.version ?? "nothing").join(" or ");
}

/** Compares a list with what slots may hold: what has to be in it, what may be, and that nothing else is. */
function judgeList(world: World, answer: Answer, slots: readonly Slot[], isWhole: boolean): string | undefined {
  const datasets = datasetsOf(answer);
  if (datasets === undefined) return `no list: ${answer.body.subarray(0, 200).toString()}`;
  const left = new Map(datasets.map((dataset) => [valueOf(dataset, SOP_INSTANCE_UID), dataset]));
  if (left.size !== datasets.length) return "an instance twice";
  for (const slot of slots) {
    const may = allowed(world, slot, answer);
    const dataset = left.get(slot.instance);
    left.delete(slot.instance);
    const version = dataset === undefined ? undefined : valueOf(dataset, IMAGE_COMMENTS);
    if (dataset === undefined && !may.includes(undefined)) return `${slot.instance} is missing, not ${shown(may)}`;
    if (dataset === undefined) continue;
    if (isWhole ? may.every((one) => one?.version !== version) : may.every((one) => one === undefined)) {
      return `${slot.instance} is ${version ?? "there"}, not ${shown(may)}`;
    }
  }
  return left.size === 0 ? undefined : `foreign instances: ${[...left.keys()].join(", ")}`;
}

/** Metadata of a study, a series or an instance. */
export function metadata(of: Subject, level: "study" | "series" | "instance"): Reading {
  const base = { study: `/studies/${of.study.uid}`, series: seriesPath(of), instance: instancePath(of) }[level];
  const slots = { study: of.study.slots, series: seriesSlots(of), instance: [of.slot] }[level];
  return {
    kind: `metadata of ${level}`,
    path: `${base}/metadata`,
    accept: JSON_TYPE,
    slots,
    judge: (world, answer) => judgeList(world, answer, slots, true),
  };
}

/** A search for the instances of a study or a series. */
export function instances(of: Subject, level: "study" | "series"): Reading {
  const base = level === "study" ? `/studies/${of.study.uid}` : seriesPath(of);
  const slots = level === "study" ? of.study.slots : seriesSlots(of);
  return {
    kind: `search for instances of ${level}`,
    path: `${base}/instances`,
    accept: JSON_TYPE,
    slots,
    judge: (world, answer) => judgeList(world, answer, slots, false),
  };
}
