/**
 * How OHIF 3.13.2 opens a study, as a browser was seen to do it: the spelling and the order of its requests. Arms that
 * keep answers keep them by the spelling (lua-src/gateway/prefetch/requests.ts has the same).
 *
 * @module
 */
import { Agent } from "node:http";
import type { Arm } from "../arms/bench";
import { patientOf } from "../data/instance";
import type { SeriesPlan } from "../data/plan";
import { frameOf, metadataOf, searchOf, studySearch, thumbnailOf } from "../rows/requests";
import { askWhole } from "./ask";
import type { Asked } from "./compare";

/** As many as browsers open to a host over HTTP/1.1. */
const CONNECTIONS = 6;
const SERIES_FIELDS = "00080021%2C00080031%2C0008103E%2C00200011";

/** What is asked for at once, before anything of the next step is. */
interface Steps {
  /** By the page, to see whether the study is there. */
  readonly study: Asked;
  /** By the viewer itself: the study again, and its series. */
  readonly searches: readonly Asked[];
  readonly metadata: readonly Asked[];
  /** What else the patient has, for the list beside: asked for with the metadata, and nothing waits for it. */
  readonly patient: Asked;
  readonly thumbnails: readonly Asked[];
  /** Images of these data are ordered by position, which puts the last slice first. */
  readonly image: Asked;
}

function stepsOf(series: readonly SeriesPlan[]): Steps {
  const [first] = series;
  if (first === undefined) throw new Error("a study without series");
  const { studyUid } = first;
  const study = studySearch([], [`StudyInstanceUID=${studyUid}`]);
  return {
    study,
    searches: [study, searchOf(`/studies/${studyUid}/series?includefield=${SERIES_FIELDS}`)],
    metadata: series.map(metadataOf),
    patient: studySearch([`00100020=${patientOf(first.study)}`]),
    thumbnails: series.map((each) => thumbnailOf(each, Math.floor(each.slices / 2))),
    image: frameOf(first, first.slices - 1),
  };
}

/** What a viewer asks for until the first image of a study is there. */
export function openingOf(series: readonly SeriesPlan[]): Asked[] {
  const { searches, metadata, patient, thumbnails, image } = stepsOf(series);
  return [...searches, ...metadata, patient, ...thumbnails, image];
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
  const steps = stepsOf(series);
  const begin = performance.now();
  const metadataAndPictures = async (): Promise<number> => {
    await Promise.all(steps.metadata.map(ask));
    const thumbnails = steps.thumbnails.map(ask);
    const image = ask(steps.image).then(() => performance.now() - begin);
    await Promise.all([...thumbnails, image]);
    return image;
  };
  try {
    await ask(steps.study);
    await Promise.all(steps.searches.map(ask));
    const [wall] = await Promise.all([metadataAndPictures(), ask(steps.patient)]);
    return { wall, bytes };
  } finally {
    agent.destroy();
  }
}
