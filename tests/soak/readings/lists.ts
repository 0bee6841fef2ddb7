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

/** The data sets of an answer; none if its status is not 200, undefined if its body is not a JSON list. */
export function datasetsOf({ status, body }: Answer): readonly Dataset[] | undefined {
  if (status !== 200) return [];
  try {
    const list: unknown = JSON.parse(body.toString());
    return Array.isArray(list) ? (list as Dataset[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Versions as a finding names them. */
function shown(versions: readonly ({ readonly version: string } | undefined)[]): string {
  return versions.map((one) => one?.version ?? "nothing").join(" or ");
}

/**
 * Says what is wrong with a list of instances, compared with what the slots may hold: one is missing, outdated, or
 * foreign. undefined for nothing.
 *
 * @param isWhole whether the data sets are whole, so that versions can be compared; else only presence is
 */
function judgeList(world: World, answer: Answer, slots: readonly Slot[], isWhole: boolean): string | undefined {
  const datasets = datasetsOf(answer);
  if (datasets === undefined) return `no list: ${answer.body.subarray(0, 200).toString()}`;
  const unclaimed = new Map(datasets.map((dataset) => [valueOf(dataset, SOP_INSTANCE_UID), dataset]));
  if (unclaimed.size !== datasets.length) return "an instance twice";
  for (const slot of slots) {
    const possible = allowed(world, slot, answer);
    const dataset = unclaimed.get(slot.instance);
    unclaimed.delete(slot.instance);
    const version = dataset === undefined ? undefined : valueOf(dataset, IMAGE_COMMENTS);
    if (dataset === undefined && !possible.includes(undefined))
      return `${slot.instance} is missing, not ${shown(possible)}`;
    if (dataset === undefined) continue;
    if (isWhole ? possible.every((one) => one?.version !== version) : possible.every((one) => one === undefined)) {
      return `${slot.instance} is ${version ?? "there"}, not ${shown(possible)}`;
    }
  }
  return unclaimed.size === 0 ? undefined : `foreign instances: ${[...unclaimed.keys()].join(", ")}`;
}

/** Metadata of a study, a series or an instance. */
export function metadata(subject: Subject, level: "study" | "series" | "instance"): Reading {
  const { study, slot } = subject;
  const paths = { study: `/studies/${study.uid}`, series: seriesPath(subject), instance: instancePath(subject) };
  const slots = { study: study.slots, series: seriesSlots(subject), instance: [slot] }[level];
  return {
    kind: `metadata of ${level}`,
    path: `${paths[level]}/metadata`,
    accept: JSON_TYPE,
    slots,
    judge: (world, answer) => judgeList(world, answer, slots, true),
  };
}

/** A search for the instances of a study or a series. */
export function instances(subject: Subject, level: "study" | "series"): Reading {
  const base = level === "study" ? `/studies/${subject.study.uid}` : seriesPath(subject);
  const slots = level === "study" ? subject.study.slots : seriesSlots(subject);
  return {
    kind: `search for instances of ${level}`,
    path: `${base}/instances`,
    accept: JSON_TYPE,
    slots,
    judge: (world, answer) => judgeList(world, answer, slots, false),
  };
}
