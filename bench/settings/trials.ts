/**
 * What settings are about. Each trial is a workload for one archive; less is better in all of its measures.
 *
 * @module
 */
import { Agent } from "node:http";
import { tinyFile } from "../data/instance";
import { askWhole } from "../load/ask";
import { studySearch } from "../rows/requests";
import { type Archive, askAll, diskOf, memoryOf, type Question } from "./archive";
import { frame, json, seriesOf, seriesPath, studyPath, uploadsOf } from "./data";

export type Figures = Readonly<Record<string, number>>;

export interface Trial {
  /** Whether it is about what the disk has: all others store without waiting for it, which takes most of the time. */
  readonly isDurable?: true;
  /** Stores what is asked for. */
  readonly prepare: (archive: Archive) => Promise<unknown>;
  /** One turn, counted from 0; milliseconds for each thing asked for, where the name does not say MB. */
  readonly round: (archive: Archive, round: number) => Promise<Figures>;
}

/** Of each comparison. */
export const ROUNDS = 5;

const SENDERS = 4;
const READERS = 8;
const CONNECTIONS = 60;
const CT = { rows: 512, columns: 512 };
const SMALL = { rows: 16, columns: 16 };

async function store(archive: Archive, questions: readonly Question[]): Promise<number> {
  return (await askAll(archive, questions, SENDERS)) / questions.length;
}

async function each(archive: Archive, questions: readonly Question[], connections = 1): Promise<number> {
  return (await askAll(archive, questions, connections)) / questions.length;
}

const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const slices = seriesOf("slices", { ...CT, slices: 50 });

const requests: Trial = {
  prepare: async (archive) => store(archive, uploadsOf(slices)),
  round: async (archive) => {
    const tiny = times(100, () => ({ path: "/system" }));
    const frames = times(slices.slices, (at) => frame(slices, at));
    return {
      "a small answer": await each(archive, tiny),
      "a frame of 524 kB": await each(archive, frames),
      "such a frame, 8 readers": await each(archive, frames, READERS),
      "memory in MB": await memoryOf(archive),
    };
  },
};

/** As the gateway asks after a moment in which nobody asked; and as many workers do, which each keep connections. */
const idle: Trial = {
  prepare: async () => Promise.resolve(),
  round: async (archive) => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const ask = async (): Promise<unknown> => askWhole(archive.arm, "/system", { agent });
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const begin = performance.now();
      await work();
      return performance.now() - begin;
    };
    try {
      await ask();
      await pause(800);
      const again = await timed(ask);
      const many = await timed(async () => Promise.all(times(CONNECTIONS, ask)));
      return { "an answer after 0.8 s of nothing": again, "one on each of 60 connections": many };
    } finally {
      agent.destroy();
    }
  },
};

/** More than 256 MB of them. */
const objects = times(8, (at) => seriesOf(`object ${at}`, { rows: 1024, columns: 1024, slices: 1, frames: 20 }));

const large: Trial = {
  prepare: async (archive) => store(archive, objects.flatMap(uploadsOf)),
  round: async (archive, round) => {
    const { raw } = await askWhole(archive.arm, "/instances");
    const ids = JSON.parse(raw.toString()) as string[];
    const headers = { Range: `bytes=${round * 2_000_000 + 2000}-${round * 2_000_000 + 2_001_999}` };
    const ranges = ids.map((id) => ({ path: `/instances/${id}/attachments/dicom/data`, headers }));
    return {
      "a frame of 2 MB of objects in turn": await each(
        archive,
        objects.map((object) => frame(object, 0, round + 1)),
      ),
      "a range as long": await each(archive, ranges),
      "memory in MB": await memoryOf(archive),
    };
  },
};

const stored: Trial = {
  isDurable: true,
  prepare: async () => Promise.resolve(),
  round: async (archive, round) => {
    const series = seriesOf(`stored ${round}`, { ...CT, slices: 20 });
    const storing = await store(archive, uploadsOf(series));
    const frames = times(series.slices, (at) => frame(series, at));
    const disk = (await diskOf(archive)) / (round + 1);
    return { "an upload of 524 kB": storing, "its frame": await each(archive, frames), "disk in MB": disk };
  },
};

const listed = seriesOf("listed", { ...SMALL, slices: 150 });

const searches: Trial = {
  prepare: async (archive) => {
    const headers = { "Content-Type": "application/dicom" };
    const tiny = times(300, (at) => ({ path: "/instances", method: "POST", headers, body: tinyFile(at) }));
    await store(archive, [...tiny, ...uploadsOf(listed)]);
  },
  round: async (archive) => {
    const list = json(archive.arm.prefix + studySearch().path);
    const all = json(`${archive.arm.prefix}/studies`);
    return {
      "the study list": await each(archive, [list, list, list]),
      "a search without a limit": await each(archive, [all]),
      "the instances of a series": await each(archive, [json(`${seriesPath(listed)}/instances`)]),
    };
  },
};

const cold = (round: number): ReturnType<typeof seriesOf> => seriesOf(`cold ${round}`, { ...SMALL, slices: 100 });

const metadata: Trial = {
  prepare: async (archive) => {
    for (let round = 0; round < ROUNDS; round += 1) await store(archive, uploadsOf(cold(round)));
  },
  round: async (archive, round) => {
    const series = json(`${seriesPath(cold(round))}/metadata`);
    const study = json(`${studyPath(cold(round))}/metadata`);
    return {
      "cold metadata of a series": await each(archive, [series]),
      "the same, warm": await each(
        archive,
        times(5, () => series),
      ),
      "of the study, warm": await each(
        archive,
        times(5, () => study),
      ),
      "memory in MB": await memoryOf(archive),
    };
  },
};

export const TRIALS = { idle, searches, metadata, stored, large, requests } as const;
