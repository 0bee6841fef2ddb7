import type { Arm, Bench, TlsArm } from "../arms/bench";
import { instanceUid, type SeriesPlan } from "../data/plan";
import type { Asked } from "../load/compare";
import type { JobRequest, JobResult } from "../load/job";
import { runJob } from "../load/run";
import type { Sample } from "./row";

/** As the viewer asks. */
const JSON_HEADERS = { Accept: "application/dicom+json", "Accept-Encoding": "gzip, deflate, br" };
const FRAME_HEADERS = {
  Accept: "multipart/related; type=application/octet-stream; transfer-syntax=*",
  "Accept-Encoding": "gzip, deflate, br",
};
const IMAGE_HEADERS = { Accept: "image/jpeg", "Accept-Encoding": "gzip, deflate, br" };

const STUDY_FIELDS = "00081030%2C00080060%2C00080090%2C00100030";

const seriesPath = (series: SeriesPlan): string => `/studies/${series.studyUid}/series/${series.seriesUid}`;
const instancePath = (series: SeriesPlan, slice: number): string =>
  `${seriesPath(series)}/instances/${instanceUid(series, slice)}`;

export function metadataOf(series: SeriesPlan): Asked {
  return { path: `${seriesPath(series)}/metadata`, headers: JSON_HEADERS };
}

/** A frame, counted from 1, of a slice, counted from 0. */
export function frameOf(series: SeriesPlan, slice: number, frame = 1): Asked {
  return { path: `${instancePath(series, slice)}/frames/${frame}`, headers: FRAME_HEADERS };
}

export function thumbnailOf(series: SeriesPlan, slice: number): Asked {
  return { path: `${instancePath(series, slice)}/thumbnail?viewport=256%2C256`, headers: IMAGE_HEADERS };
}

/** A search; `path` is below the prefix. */
export function searchOf(path: string): Asked {
  return { path, headers: JSON_HEADERS };
}

/** A search for studies as OHIF 3.13.2 spells it: for all of them, or for what the conditions, `name=value`, say. */
export function studySearch(before: readonly string[] = [], after: readonly string[] = []): Asked {
  const page = ["limit=101", "offset=0", "fuzzymatching=false", `includefield=${STUDY_FIELDS}`];
  return searchOf(`/studies?${[...before, ...page, ...after].join("&")}`);
}

/** All single-frame images of a series, or some of them. */
export function framesOf(series: SeriesPlan, from = 0, count = series.slices): Asked[] {
  return Array.from({ length: count }, (_, at) => frameOf(series, from + at));
}

/** What a load worker sends to an arm for this. */
export function toJob(arm: Arm, asked: readonly Asked[]): JobRequest[] {
  return asked.map(({ path, headers }) => ({ path: arm.prefix + path, headers: { ...arm.headers, ...headers } }));
}

/** How much load, and until when. */
export interface Load {
  readonly connections: number;
  readonly count?: number;
  readonly milliseconds?: number;
  readonly retry?: readonly number[];
}

/** Puts load on an arm over HTTP/1.1 and returns the usual measures; throws where anything failed. */
export async function measure(arm: Arm, requests: readonly JobRequest[], load: Load): Promise<Sample> {
  return sampleOf(arm, await runJob({ protocol: "http/1.1", host: arm.host, port: arm.port, requests, ...load }));
}

/** The same over one HTTP/2 connection with TLS. */
export async function measureHttp2(arm: TlsArm, requests: readonly JobRequest[], load: Load): Promise<Sample> {
  const { host, port } = arm;
  const authority = new URL(arm.origin).host;
  return sampleOf(arm, await runJob({ protocol: "h2", host, port, authority, requests, ...load }));
}

function sampleOf(arm: Arm, { requests, seconds, bytes, retries, latencies, failures, busy }: JobResult): Sample {
  if (failures.length > 0 || requests === 0) throw new Error(`${arm.name}: ${failures.join("; ")}`);
  const at = (part: number): number => latencies[Math.min(requests - 1, Math.floor(requests * part))] ?? NaN;
  return {
    rate: requests / seconds,
    wall: seconds * 1000,
    bytes: bytes / requests,
    p50: at(0.5),
    p99: at(0.99),
    retries,
    client: busy,
  };
}

/** Fewer or shorter with `--quick`. */
export function sized<T>(bench: Bench, full: T, quick: T): T {
  return bench.quick ? quick : full;
}
