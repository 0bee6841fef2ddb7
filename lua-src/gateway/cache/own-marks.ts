/**
 * What each worker has under way, by its process and the counter in `writes` that holds it. A worker that is killed, or
 * has to end while the state does not answer, leaves changes that nobody settles: another worker takes them over, or
 * readers would go past the cache for good.
 *
 * @module
 */
import { access } from "posix.unistd";
import { addToShared, addWithoutLoss, sharedCount, sharedKeys, takeCount, unshare } from "../state/shared";

const FOR_GOOD = 0;

function keyOf(counter: string): string {
  return string.format("of %d %s", ngx.worker.pid(), counter);
}

/** Makes room for what this worker will have under way by a counter, or counts one more; false where there is none. */
export function holdMark(counter: string, by = 1): boolean {
  const key = keyOf(counter);
  return addToShared("writes", key, by) || addWithoutLoss("writes", key, by, FOR_GOOD) === "added";
}

/** One of this worker's is no longer under way. */
export function letGoOfMark(counter: string, isReserved: boolean): void {
  const key = keyOf(counter);
  addToShared("writes", key, -1);
  if (!isReserved && sharedCount("writes", key) <= 0) unshare("writes", key);
}

function isRunning(process: string): boolean {
  return access(`/proc/${process}`) !== undefined;
}

/**
 * Takes what workers have left that have ended: the counters, each as often as it counts a change of theirs. This worker
 * holds them from then on. `isNew`: it has none of its own yet, whatever stands under its process has been another's.
 */
export function takeLeftMarks(isNew: boolean): readonly string[] {
  const left: string[] = [];
  const me = tostring(ngx.worker.pid());
  for (const key of sharedKeys("writes")) {
    const [process, counter] = string.match(key, "^of (%d+) (.*)$");
    if (process === undefined || counter === undefined) continue;
    if (process === me ? !isNew : isRunning(process)) continue;
    for (let count = takeCount("writes", key); count > 0; count -= 1) left.push(counter);
    unshare("writes", key);
  }
  for (const counter of left) holdMark(counter);
  return left;
}
