import { isUid } from "../../shared/policy/uid";
import { type Command, valkeyMany } from "../state/valkey";
import { EVERYTHING, epochKey, firstEpoch } from "./epochs";
import { SEARCHES } from "./subject";

/** A study's epoch outlives whatever is kept under it: that goes 30 days after somebody has asked for it last. */
const EPOCH_SECONDS = 90 * 86400;

/** Studies by the time of their last change: a sorted set, by which each gateway removes what it has kept of them. */
export const CHANGED = "epoch:changed";

/** Whether anything can have been kept of a subject: by another UID nobody can ask. */
function isSubject(subject: string): boolean {
  return subject === EVERYTHING || subject === SEARCHES || isUid(subject);
}

/**
 * Raises the epochs of subjects in Valkey, so that no gateway finds what was kept of them once it looks again, within
 * a second. Says whether that is certain; repeating it does no harm.
 */
export function raiseEpochs(subjects: readonly string[]): boolean {
  const commands: Command[] = [];
  const seen: Record<string, true | undefined> = {};
  for (const subject of subjects) {
    if (seen[subject] === true || !isSubject(subject)) continue;
    seen[subject] = true;
    // Of a state that is new: 1 might be what an older one had.
    if (subject === EVERYTHING) commands.push(["SET", "epoch", firstEpoch(), "NX"]);
    commands.push(["INCR", epochKey(subject)]);
    if (isUid(subject)) {
      commands.push(["EXPIRE", epochKey(subject), EPOCH_SECONDS], ["ZADD", CHANGED, ngx.time(), subject]);
    }
  }
  const [, failure] = valkeyMany(commands);
  return failure === undefined;
}
