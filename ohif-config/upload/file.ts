/** What a person has chosen. */
import { HEAD_BYTES, type Why } from "./head";

/** A file that may be sent. */
export interface Candidate {
  /** For people: its path, or that of the ZIP file and its name in it. It is hostile text. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Its first HEAD_BYTES, or all of it if it is shorter. Rejects if it cannot be read. */
  readonly head: () => Promise<Uint8Array>;
  /** All of it: a file stays on its disk, a member of a ZIP file is unpacked. Rejects if it cannot be read. */
  readonly open: () => Promise<Blob>;
}

/** Something that is not sent, or not stored. */
export interface Unsent extends Why {
  readonly name: string;
}

/** The beginning of a file. */
export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
}

/** A file on a disk. */
export function candidateOf(file: File, name: string): Candidate {
  return { name, size: file.size, head: () => headOf(file), open: () => Promise.resolve(file) };
}
