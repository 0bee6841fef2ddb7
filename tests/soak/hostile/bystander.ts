/**
 * Somebody who works while others do harm: how long she waits.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

/** Waits in milliseconds, and what went wrong. */
export interface Waits {
  readonly cached: number[];
  readonly uncached: number[];
  /** Of the first kind, how many came from the cache. */
  hits: number;
  readonly failures: string[];
}

export interface Bystander {
  readonly url: string;
  readonly cookie: string;
  readonly study: string;
  /** Paths of frames below `/pacs`, read once already. */
  readonly frames: readonly string[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const CACHED_EVERY_MS = 50;
const UNCACHED_EVERY_MS = 400;

interface Answer {
  readonly status: number;
  readonly isHit: boolean;
  readonly milliseconds: number;
  readonly body: Buffer;
}

/** Asks with her session; status 0 where there is no whole answer within a minute. */
export async function askAs({ url, cookie }: Bystander, path: string, accept: string): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, isHit: boolean, body: Buffer): void =>
      resolve({ status, isHit, milliseconds: performance.now() - begun, body });
    const call = request(url + path, { agent, headers: { Cookie: cookie, Accept: accept }, timeout: 60_000 });
    const fail = (): void => end(0, false, Buffer.alloc(0));
    call.on("timeout", () => call.destroy());
    call.on("error", fail);
    call.on("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", fail);
      // Answers from the cache go without this field.
      const isHit = response.headers["server-timing"] === undefined;
      response.on("end", () => end(response.statusCode ?? 0, isHit, Buffer.concat(pieces)));
    });
    call.end();
  });
}

/** Reads what is cached, and asks for what nobody has asked for, until a time in milliseconds since 1970. */
export async function work(who: Bystander, end: number): Promise<Waits> {
  const waits: Waits = { cached: [], uncached: [], hits: 0, failures: [] };
  const note = (list: number[], path: string, { status, milliseconds }: Answer): void => {
    list.push(milliseconds);
    if (status !== 200) waits.failures.push(`${status} ${path} after ${milliseconds.toFixed(0)} ms`);
  };
  const pause = async (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));
  const readAgain = async (): Promise<void> => {
    for (let turn = 0; Date.now() < end; turn += 1) {
      const path = `/pacs${who.frames[turn % who.frames.length] ?? ""}`;
      const answer = await askAs(who, path, FRAMES);
      note(waits.cached, path, answer);
      if (answer.isHit) waits.hits += 1;
      await pause(CACHED_EVERY_MS);
    }
  };
  const readAnew = async (): Promise<void> => {
    for (let turn = 0; Date.now() < end; turn += 1) {
      const query = `limit=${1 + (turn % 100)}&SeriesDescription=*${randomUUID().slice(0, 4)}*`;
      const path = `/pacs/studies/${who.study}/series?${query}`;
      note(waits.uncached, path, await askAs(who, path, "application/dicom+json"));
      await pause(UNCACHED_EVERY_MS);
    }
  };
  await Promise.all([readAgain(), readAnew()]);
  return waits;
}

/** The wait that all but one in a hundred are shorter than. */
export function slowestHundredth(waits: readonly number[]): number {
  const sorted = waits.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN;
}
