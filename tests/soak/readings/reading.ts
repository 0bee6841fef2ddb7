import type { Slot, Study } from "../archive";
import type { Answer } from "../client";
import type { World } from "../world";

/** A request, and the judgement of its answer. */
export interface Reading {
  readonly kind: string;
  /** Below /pacs. */
  readonly path: string;
  readonly accept: string;
  /** What the answer depends on. */
  readonly slots: readonly Slot[];
  /** What is wrong with an answer of 200, 204 or 404; undefined for nothing. */
  readonly judge: (world: World, answer: Answer) => string | undefined;
}

/** What is read: a study, one of its series, one of its instances. */
export interface Subject {
  readonly study: Study;
  readonly slot: Slot;
}

export const JSON_TYPE = "application/dicom+json";
export const seriesPath = ({ study, slot }: Subject): string => `/studies/${study.uid}/series/${slot.series}`;
export const instancePath = (of: Subject): string => `${seriesPath(of)}/instances/${of.slot.instance}`;
export const seriesSlots = ({ study, slot }: Subject): Slot[] =>
  study.slots.filter(({ series }) => series === slot.series);
