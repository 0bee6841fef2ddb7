/**
 * Odd objects beside ordinary studies, stored once for a file of tests.
 *
 * @module
 */
import { phantomSeries } from "../../../scripts/lib/phantom";
import type { WatchedTab } from "../../support/browser";
import { storeFiles } from "../../support/multipart";
import { oddObjects } from "../../support/objects/odd/corpus";
import type { OddObject } from "../../support/objects/odd/image";

export const ORDINARY = ["One", "Two", "Three"].map((name) =>
  phantomSeries({
    name: `ODD ORDINARY ${name}`,
    slices: 4,
    rows: 64,
    columns: 64,
    patientName: `Ordinary^${name}`,
    patientId: `ORDINARY-${name}`,
    studyDescription: `Ordinary ${name}`,
  }),
);

/** All of them are tried only where this asks for it: each takes some seconds. */
export const TRY_ALL = process.env["ODD_OBJECTS"] === "all";

/** All odd objects, or every so manyth of them and those named. */
export function sample(every: number, named: readonly string[]): readonly OddObject[] {
  const all = oddObjects();
  const known = all.map(({ name }) => name);
  for (const name of named) if (!known.includes(name)) throw new Error(`no odd object is called ${name}`);
  return TRY_ALL ? all : all.filter(({ name }, index) => named.includes(name) || (every > 0 && index % every === 0));
}

export async function storeAll(): Promise<void> {
  await storeFiles([...oddObjects().map(({ file }) => file), ...ORDINARY.flatMap(({ files }) => [...files()])]);
}

/** What no page of ours may do: an error that nobody has caught, a foreign request, a violation of the policy. */
export function failures({ complaints }: WatchedTab): readonly string[] {
  return complaints().filter((complaint) => !isExpected(complaint));
}

/** The answers to what cannot be drawn or cut out, which the browser and OHIF note, and OHIF's own remarks. */
function isExpected(complaint: string): boolean {
  // What an image could not be loaded for.
  if (/^console: .* wadors:\/pacs\//s.test(complaint)) return true;
  return [
    "console: Failed to load resource: the server responded with a status of 400",
    // A picture of 65,535 rows, which would take more of the archive's memory than one request may have.
    "console: Failed to load resource: the server responded with a status of 413",
    "console: Error: Couldn't retrieve /pacs/",
    // A preview whose row was left before the browser had read it: OHIF takes its address back.
    "console: Failed to load resource: net::ERR_FILE_NOT_FOUND (blob:",
    "console: ReferencedSeriesSequence is missing",
    // Pixels of 64 bits, which no decoder of the viewer's takes; a viewport says so.
    "console: Error executing method 'decodeTask' on worker 'dicomImageLoader'",
  ].some((start) => complaint.startsWith(start));
}
