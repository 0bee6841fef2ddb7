import { isUid } from "../../shared/policy/uid";
import { isReserved } from "../state/memory";
import { type Command, number, transact, valkey, valkeyMany } from "../state/valkey";
import { CHANGED, EVERYTHING, OWN, raiseGlobal, SEARCHES } from "./epochs";

/**
 * So many studies have an epoch of their own, with all that belongs to them some 30 MB. With more the whole archive's is
 * raised in their place: the cache is cold once, and the list is empty again.
 */
const MOST_STUDIES = 100_000;

function raiseOwn(subjects: readonly string[]): boolean {
  const commands: Command[] = [];
  for (const subject of subjects) {
    commands.push(["HINCRBY", OWN, subject, 1]);
    if (isUid(subject)) commands.push(["ZADD", CHANGED, ngx.time(), subject]);
  }
  const [, failure] = valkeyMany(commands);
  return failure === undefined;
}

/** Raises the whole archive's epoch; says whether that is certain. */
export function raiseEverything(): boolean {
  const [replies, failure] = transact(raiseGlobal());
  // A transaction that Valkey does not carry out has no replies.
  return failure === undefined && type(replies[replies.length - 1]) === "table";
}

/** Whether anything can have been kept of a subject: by another UID nobody can ask. */
function isSubject(subject: string): boolean {
  return subject === EVERYTHING || subject === SEARCHES || isUid(subject);
}

/**
 * Raises the epochs of subjects in Valkey, so that no gateway finds what was kept of them once it looks again, within
 * a second. Says whether that is certain; repeating it does no harm.
 */
export function raiseEpochs(subjects: readonly string[]): boolean {
  // A state that is nearly full has no room for the epochs of single studies.
  if (isReserved() || subjects.includes(EVERYTHING)) return raiseEverything();
  const own: string[] = [];
  const seen: Record<string, true | undefined> = {};
  for (const subject of subjects) {
    if (seen[subject] !== true && isSubject(subject)) own.push(subject);
    seen[subject] = true;
  }
  const [counted] = valkey(["HLEN", OWN]);
  if (counted === undefined) return false;
  return number(counted[0], 0) + own.length > MOST_STUDIES ? raiseEverything() : raiseOwn(own);
}
