/** What an upload has come to. */
import type { Part } from "./batch";
import type { Candidate, Unsent } from "./file";

interface Total {
  files: number;
  bytes: number;
}

/** A request under way. */
export interface UnderWay {
  readonly parts: readonly Part[];
  /** Bytes that have left. */
  sent: number;
}

/** A file that was refused; `file` if it may be sent again. */
export interface Refused {
  readonly name: string;
  readonly reason: string;
  readonly file: Candidate | undefined;
}

export interface State {
  /** `looking`: for files in what was chosen. `stopped`: something is left to be sent. */
  phase: "idle" | "looking" | "sending" | "waiting" | "session" | "stopped" | "cancelled" | "done";
  /** Why it waits or has stopped. */
  why: string;
  readonly total: Total;
  /** Of the total, what has been dealt with. */
  readonly settled: Total;
  /** Of this choice, as the totals. */
  stored: number;
  /** Files that were not sent when it was cancelled. */
  left: number;
  /** Files that had been sent then, without an answer: they may be stored. */
  doubtful: number;
  /** All since the page was opened: a new choice hides nobody's reasons. */
  refused: Refused[];
  /** How many of these are of earlier choices. */
  refusedBefore: number;
  /** How many files were skipped, by reason. */
  readonly skipped: Map<string, number>;
  readonly underWay: Set<UnderWay>;
}

export function newState(): State {
  return {
    ...{ phase: "idle", why: "", stored: 0, left: 0, doubtful: 0, refused: [], refusedBefore: 0 },
    ...{ total: { files: 0, bytes: 0 }, settled: { files: 0, bytes: 0 } },
    skipped: new Map(),
    underWay: new Set(),
  };
}

/** Counts from here on, if what was chosen before has come to an end. */
export function beginCount(state: State): void {
  if (!["idle", "done", "cancelled"].includes(state.phase)) return;
  for (const total of [state.total, state.settled]) Object.assign(total, { files: 0, bytes: 0 });
  [state.stored, state.refusedBefore] = [0, state.refused.length];
}

/** Takes out of what was refused the files that may be sent again, and of the counts what they were counted as. */
export function takeRefused(state: State): readonly Candidate[] {
  const again: Candidate[] = [];
  const kept = state.refused.filter(({ file }, index) => {
    if (file === undefined) return true;
    again.push(file);
    if (index < state.refusedBefore) count(state.total, file);
    else count(state.settled, file, -1);
    return false;
  });
  state.refusedBefore = state.refused.slice(0, state.refusedBefore).filter(({ file }) => file === undefined).length;
  state.refused = kept;
  return again;
}

/** Whether an upload is under way. */
export function isBusy({ phase }: Readonly<State>): boolean {
  return ["looking", "sending", "waiting", "session"].includes(phase);
}

/** Whether leaving the page would lose something: an upload under way, or files that are left to be sent. */
export function asksBeforeLeaving(state: Readonly<State>): boolean {
  return isBusy(state) || (state.phase === "stopped" && state.settled.files < state.total.files);
}

/** Counts a file into a total, or out of it again. */
export function count(total: Total, { size }: Candidate, times: 1 | -1 = 1): void {
  total.files += times;
  total.bytes += times * size;
}

/** Counts what was not sent, or not stored; `file` if it may be sent again. */
export function countUnsent(state: State, { name, what, reason }: Unsent, file?: Candidate): void {
  if (what === "refused") state.refused.push({ name, reason, file });
  else state.skipped.set(reason, (state.skipped.get(reason) ?? 0) + 1);
}
