/** What the archive must and may hold: studies with slots for instances, each with its history. */
import { createHash } from "node:crypto";
import { uidOf } from "../../scripts/lib/uid";
import { type History, startHistory } from "./history";
import { orthancIdOf } from "../support/orthanc-id";
import type { Content } from "./material";

/** A place for an instance, which is filled, emptied and filled again with another content under the same UID. */
export interface Slot {
  readonly series: string;
  readonly instance: string;
  readonly size: number;
  readonly frames: number;
  readonly history: History<Content | undefined>;
}

/** A study of one writer's. */
export interface Study {
  readonly patient: string;
  readonly uid: string;
  readonly slots: readonly Slot[];
  /** The Study Description: which life it is. */
  readonly life: History<string | undefined>;
}

const SERIES = 2;
const SLOTS = 4;
/** Pixels a side, and frames. */
const SHAPES = [
  [64, 1],
  [256, 1],
  [512, 1],
  [1024, 1],
  [512, 6],
] as const;

/** Of a study that stays: its frames alone fill the cache. */
export const LARGE = [[1024, 32]] as const;

/** A study that is not in the archive yet. */
export function newStudy(name: string, shapes: readonly (readonly [number, number])[] = SHAPES): Study {
  const uid = uidOf(`${name} study`);
  const slots: Slot[] = [];
  for (let at = 0; at < SERIES * SLOTS; at += 1) {
    const number = Number.parseInt(createHash("sha256").update(`${name} ${at}`).digest("hex").slice(0, 6), 16);
    const [size, frames] = shapes[number % shapes.length] ?? SHAPES[0];
    slots.push({
      series: uidOf(`${name} series ${Math.floor(at / SLOTS)}`),
      instance: uidOf(`${name} instance ${at}`),
      size,
      frames,
      history: startHistory<Content | undefined>(undefined),
    });
  }
  return { patient: name, uid, slots, life: startHistory<string | undefined>(undefined) };
}

/** What is in a slot if all that was begun has been done. */
export function contentNow(slot: Slot): Content | undefined {
  return slot.history.at(-1)?.value;
}

/** Orthanc's identifier of a study, or of what UIDs below it name. */
export function orthancId(study: Study, ...below: readonly string[]): string {
  return orthancIdOf(study.patient, study.uid, ...below);
}

/** Whether nothing of a study has been in the archive since a time, though it has been once. */
export function isGoneSince({ life }: Study, time: number): boolean {
  const last = life.at(-1);
  return life.length > 1 && last?.value === undefined && (last?.answered ?? Infinity) <= time;
}
