/**
 * What `collimator collisions resolve` does with a study, by Orthanc's identifier of it: noted in Valkey, so that no two
 * commands are about one study, and a command that was cut off goes on with the same copy when it is given again.
 *
 * @module
 */
import { text, valkey } from "../state/valkey";

/** Longer than any one step takes; each prolongs it. */
const HELD_SECONDS = 75;
/** A note that nobody came back to. */
const NOTE_SECONDS = 30 * 86_400;

/** `job`: the archive makes a copy. `whole`: there is one of every instance, and the originals may go. */
export interface Begun {
  readonly stage: "job" | "whole";
  /** The job's identifier, or the copy's. */
  readonly id: string;
}

const holdOf = (study: string): string => `resolve-hold:${study}`;
const noteOf = (study: string): string => `resolve:${study}`;

/** Takes a study for this command; false where another one has it, or the state does not answer. */
export function hold(study: string): boolean {
  const [replies] = valkey(["SET", holdOf(study), "1", "NX", "EX", HELD_SECONDS]);
  return replies !== undefined && text(replies[0]) !== undefined;
}

/** Says that this command is still about the study. */
export function holdOn(study: string): void {
  valkey(["EXPIRE", holdOf(study), HELD_SECONDS]);
}

/** Leaves a study to other commands. */
export function letGo(study: string): void {
  valkey(["DEL", holdOf(study)]);
}

/** What was begun with a study; `none` is nothing, undefined that the state does not answer. */
export function recallBegun(study: string): Begun | "none" | undefined {
  const [replies] = valkey(["GET", noteOf(study)]);
  if (replies === undefined) return undefined;
  const [stage, id] = string.match(text(replies[0]) ?? "", "^(%l+) ([%x-]+)$");
  return stage === undefined || id === undefined ? "none" : { stage: stage as Begun["stage"], id };
}

/** Notes what is begun; says whether that is certain. */
export function noteBegun(study: string, { stage, id }: Begun): boolean {
  const [replies] = valkey(["SET", noteOf(study), `${stage} ${id}`, "EX", NOTE_SECONDS]);
  return replies !== undefined;
}

/** Nothing is begun any more. */
export function forgetBegun(study: string): void {
  valkey(["DEL", noteOf(study)]);
}
