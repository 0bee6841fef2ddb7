import { deletionsSoFar } from "./deletions";

/** Entries that are remembered; of one more all are forgotten. */
const MOST = 10_000;

/** What was found out about some of the archive's series, by their UIDs, until something is deleted. */
export interface Memory<T> {
  entries: Record<string, T | undefined>;
  count: number;
  /** The deletions so far when the entries were written. */
  deletions: number;
}

export function newMemory<T>(): Memory<T> {
  return { entries: {}, count: 0, deletions: 0 };
}

function forgetAll<T>(memory: Memory<T>): void {
  memory.entries = {};
  memory.count = 0;
}

/** Makes sure that what is remembered still holds. Returns whether anything may be remembered now. */
export function refresh<T>(memory: Memory<T>): boolean {
  const deletions = deletionsSoFar();
  if (deletions !== memory.deletions) forgetAll(memory);
  if (deletions !== undefined) memory.deletions = deletions;
  return deletions !== undefined;
}

/** Remembers an entry, where `refresh` allows it. */
export function remember<T>(memory: Memory<T>, uid: string, entry: T): void {
  if (memory.entries[uid] === undefined) {
    if (memory.count >= MOST) forgetAll(memory);
    memory.count += 1;
  }
  memory.entries[uid] = entry;
}
