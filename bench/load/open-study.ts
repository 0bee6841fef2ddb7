import { Agent } from "node:http";
import type { Arm } from "../arms/bench";
import type { SeriesPlan } from "../data/plan";
import { frameOf, metadataOf, searchOf, thumbnailOf } from "../rows/requests";
import { askWhole } from "./ask";
import type { Asked } from "./compare";

/** As many as browsers open to a host over HTTP/1.1. */
const CONNECTIONS = 6;
const SERIES_FIELDS = "0008103E%2C00080021%2C00080031";
const STUDY_FIELDS = "00081030%2C00080060";

/** What a viewer asks for until the first image of a study is there. */
export function openingOf(series: readonly SeriesPlan[]): Asked[] {
  const [first] = series;
  if (first === undefined) throw new Error("a study without series");
  return [...searches(first), ...series.map(metadataOf), ...series.map(middleThumbnail), frameOf(first, 0)];
}

function searches({ studyUid }: SeriesPlan): Asked[] {
  const study = `/studies?limit=101&offset=0&fuzzymatching=false&includefield=${STUDY_FIELDS}&StudyInstanceUID=${studyUid}`;
  return [searchOf(study), searchOf(`/studies/${studyUid}/series?includefield=${SERIES_FIELDS}`)];
}

function middleThumbnail(series: SeriesPlan): Asked {
  return thumbnailOf(series, Math.floor(series.slices / 2));
}

/**
 * Opens a study as OHIF does: the searches, all series' metadata at once, then the thumbnails and the first image.
 *
 * @returns milliseconds to the last byte of the first image, and the bytes of all bodies
 */
export async function openStudy(arm: Arm, series: readonly SeriesPlan[]): Promise<{ wall: number; bytes: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let bytes = 0;
  const ask = async ({ path, headers }: Asked): Promise<void> => {
    const { status, raw } = await askWhole(arm, arm.prefix + path, { headers, agent });
    if (status !== 200) throw new Error(`${arm.name} answers ${status} to ${path}`);
    bytes += raw.length;
  };
  const [first] = series;
  if (first === undefined) throw new Error("a study without series");
  try {
    const begin = performance.now();
    await Promise.all(searches(first).map(ask));
    await Promise.all(series.map(metadataOf).map(ask));
    const image = ask(frameOf(first, 0)).then(() => performance.now() - begin);
    await Promise.all([...series.map(middleThumbnail).map(ask), image]);
    return { wall: await image, bytes };
  } finally {
    agent.destroy();
  }
}
