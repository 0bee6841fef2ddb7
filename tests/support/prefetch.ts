import { randomUUID } from "node:crypto";
import { expect, inject } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { type Phantom, phantomSeries } from "../../scripts/lib/phantom";
import { uidOf } from "../../scripts/lib/uid";
import { serve } from "./cache";
import { docker, until } from "./docker";
import { ask } from "./session";

/** The container of the stack's own gateway. */
export const gatewayName = (): string => `${inject("stack").project}-gateway-1`;

/** As browsers ask; the viewer's own headers stand in lua-src/gateway/prefetch/requests.ts. */
export const BROWSER = { Accept: "application/dicom+json", "Accept-Encoding": "gzip, deflate, br, zstd" };
const FRAMES = { ...BROWSER, Accept: "multipart/related; type=application/octet-stream; transfer-syntax=*" };
const PICTURE = { ...BROWSER, Accept: "image/jpeg" };

/** A generated series of a study of its own: its files, and the addresses of its instances. */
export interface Made extends Phantom {
  readonly instances: Buffer[];
  readonly instance: (slice: number) => string;
}

/** A series of so many slices that no other test has. */
export function phantom(slices: number): Made {
  const name = randomUUID();
  const made = phantomSeries({ name, slices, rows: 16, columns: 16 });
  const instance = (slice: number): string =>
    `studies/${made.studyUid}/series/${made.seriesUid}/instances/${uidOf(`${name} image ${slice}`)}`;
  return { ...made, instances: [...made.files()], instance };
}

/** Stores instances as the project's session. */
export async function store(...files: readonly Buffer[]): Promise<void> {
  const stored = await storeInstances({ publicUrl: inject("stack").url, cookie: inject("session") }, files);
  expect(stored).toEqual({ stored: files.length, failed: 0 });
}

/** The address of a series' metadata, below `/pacs`. */
export const metadataOf = ({ studyUid, seriesUid }: Phantom): string =>
  `studies/${studyUid}/series/${seriesUid}/metadata`;

/** Goes to the viewer's page of some studies, as a person who clicks; asks for nothing below `/pacs`. */
export async function navigate(cookie: string, ...studies: readonly Phantom[]): Promise<number> {
  const uids = studies.map(({ studyUid }) => studyUid).join(",");
  const headers = { Cookie: cookie, Accept: "text/html", "Sec-Fetch-Mode": "navigate" };
  return (await ask(`/viewer?StudyInstanceUIDs=${uids}`, { headers })).status;
}

/** The kept answers that name a study: the first line of each file of the cache is its key. */
export async function keptOf({ studyUid }: Phantom): Promise<string[]> {
  const place = ["/cache/answers", "/cache/searches"];
  const { stdout } = await docker("exec", gatewayName(), "grep", "-rhaE", `^KEY: .*${studyUid}`, ...place);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Waits until the last picture of a study of one series is kept. */
export async function untilPrefetched(study: Made, last: number): Promise<void> {
  await until(`${study.studyUid} to be warm`, async () => {
    const kept = await keptOf(study);
    return kept.some((key) => key.includes(study.instance(last))) ? true : undefined;
  });
}

/** How the cache serves what the viewer begins with, each asked for the first time. */
export async function servedFirst(study: Made): Promise<Record<string, string>> {
  const middle = study.instance(study.instances.length / 2);
  return {
    metadata: (await serve(metadataOf(study), BROWSER)).cache,
    thumbnail: (await serve(`${middle}/thumbnail?viewport=256%2C256`, PICTURE)).cache,
    first: (await serve(`${study.instance(0)}/frames/1`, FRAMES)).cache,
    middle: (await serve(`${middle}/frames/1`, FRAMES)).cache,
    last: (await serve(`${study.instance(study.instances.length - 1)}/frames/1`, FRAMES)).cache,
  };
}

/** What `servedFirst` tells of a study that is warm. */
export const WARM = { metadata: "HIT", thumbnail: "HIT", first: "HIT", middle: "HIT", last: "HIT" };
