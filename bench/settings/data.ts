import { uidOf } from "../../scripts/lib/uid";
import { sliceFile } from "../data/instance";
import { instanceUid, type SeriesPlan } from "../data/plan";
import type { Question } from "./archive";

type Shape = Pick<SeriesPlan, "rows" | "columns" | "slices"> & Partial<Pick<SeriesPlan, "frames">>;

/** A series that is a study of its own. */
export function seriesOf(name: string, shape: Shape): SeriesPlan {
  const frames = shape.frames ?? 1;
  return {
    name,
    study: name,
    studyUid: uidOf(`settings ${name}`),
    seriesUid: uidOf(`settings ${name} series`),
    number: 1,
    modality: frames > 1 ? "OT" : "CT",
    frames,
    syntax: "explicit",
    ...shape,
  };
}

const kept = new Map<string, readonly Buffer[]>();

/** The files of a series; both archives get the same ones. */
function filesOf(series: SeriesPlan): readonly Buffer[] {
  const known = kept.get(series.name);
  if (known !== undefined) return known;
  const files = Array.from({ length: series.slices }, (_, slice) => sliceFile(series, slice));
  kept.set(series.name, files);
  return files;
}

export function uploadsOf(series: SeriesPlan): Question[] {
  const headers = { "Content-Type": "application/dicom" };
  return filesOf(series).map((body) => ({ path: "/instances", method: "POST", headers, body }));
}

const JSON_HEADERS = { Accept: "application/dicom+json" };
const FRAME_HEADERS = { Accept: "multipart/related; type=application/octet-stream; transfer-syntax=*" };

export const studyPath = ({ studyUid }: SeriesPlan): string => `/dicom-web/studies/${studyUid}`;
export const seriesPath = (series: SeriesPlan): string => `${studyPath(series)}/series/${series.seriesUid}`;

export function json(path: string): Question {
  return { path, headers: JSON_HEADERS };
}

/** A frame, counted from 1, of a slice, counted from 0. */
export function frame(series: SeriesPlan, slice: number, number = 1): Question {
  const path = `${seriesPath(series)}/instances/${instanceUid(series, slice)}/frames/${number}`;
  return { path, headers: FRAME_HEADERS };
}
