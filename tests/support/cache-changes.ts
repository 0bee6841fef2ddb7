/** What tests of the cache after changes share: small studies that they store, and what is answered of them. */
import { randomUUID } from "node:crypto";
import { expect, inject } from "vitest";
import { storeInstances } from "../../scripts/lib/gateway-client";
import { type Phantom, phantomSeries } from "../../scripts/lib/phantom";
import { ask } from "./session";

/** A series, and its files. */
export interface Stored extends Phantom {
  readonly instances: readonly Buffer[];
}

export function phantom(slices: number): Stored {
  const made = phantomSeries({ name: randomUUID(), slices, rows: 16, columns: 16 });
  return { ...made, instances: [...made.files()] };
}

/** Stores files by STOW-RS, in the project's session. */
export async function store(...files: readonly Buffer[]): Promise<void> {
  const stored = await storeInstances({ publicUrl: inject("stack").url, cookie: inject("session") }, files);
  expect(stored).toEqual({ stored: files.length, failed: 0 });
}

/** The address of a series' metadata, below `/pacs`. */
export const metadataOf = ({ studyUid, seriesUid }: Phantom): string =>
  `studies/${studyUid}/series/${seriesUid}/metadata`;

/** How many data sets or results an address gives. */
export async function countOf(path: string): Promise<number> {
  const answer = await ask(`/pacs/${path}`);
  return answer.status === 200 ? ((await answer.json()) as unknown[]).length : 0;
}
