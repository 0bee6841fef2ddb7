import type { Candidate, Source, Unsent } from "../../scripts/lib/import/file";
import { element, EXPLICIT } from "./dicom-encodings";
import { padded } from "./store-files";

const META = [
  element(true, 0x00020001, "OB", Buffer.from([0, 1])),
  element(true, 0x00020002, "UI", padded("1.2.840.10008.1.3.10")),
  element(true, 0x00020003, "UI", padded("1.2.3.4")),
  element(true, 0x00020010, "UI", padded(EXPLICIT)),
];

/** The beginning of a DICOMDIR. */
export const MEDIA_DIRECTORY = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), ...META]);

/** All that a source finds. */
export async function foundIn(source: Source): Promise<(Candidate | Unsent)[]> {
  const found: (Candidate | Unsent)[] = [];
  for await (const one of source.walk()) found.push(one);
  return found;
}

/** A file's bytes. */
export async function bytesOf(file: Candidate): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of (await file.open()) as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What is said of each thing that was found: its size, or why it is not sent. */
export function outcomesOf(found: readonly (Candidate | Unsent)[]): Record<string, unknown> {
  return Object.fromEntries(
    found.map((one) => [one.name, "reason" in one ? `${one.what}: ${one.reason}` : one.size] as const),
  );
}
