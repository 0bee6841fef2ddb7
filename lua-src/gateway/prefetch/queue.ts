/**
 * The jobs of the prefetch, in two lists that all workers share: what people are about to look at, and what has just
 * arrived.
 *
 * @module
 */
import { appendShared, sharedLength, takeShared } from "../state/shared";

/** `now`: somebody opens it. `later`: nobody has yet. */
export type Urgency = "now" | "later";

/** The longest that a list gets; beyond that, its oldest jobs are dropped. */
const MOST = 200;

/** Adds a job: a word and its arguments, separated by spaces. */
export function enqueue(urgency: Urgency, job: string): void {
  appendShared("prefetch", urgency, job);
  while (sharedLength("prefetch", urgency) > MOST) takeShared("prefetch", urgency);
}

/** Takes the next job, and tells its list. What people wait for comes first. */
export function dequeue(): LuaMultiReturn<[job: string, urgency: Urgency] | [undefined]> {
  const now = takeShared("prefetch", "now");
  if (now !== undefined) return $multi(now, "now");
  const later = takeShared("prefetch", "later");
  if (later !== undefined) return $multi(later, "later");
  return $multi(undefined);
}
