/** Eras of what the workers of this gateway remember of the state: what was found in a former one is not used again. */
import { countShared, sharedCount } from "./shared";

/** The era it is: read before anything is looked up that is to be remembered under it. */
export function currentEra(): number {
  return sharedCount("health", "era");
}

/** Ends what all workers of this gateway have found so far, so that what has just been revoked holds at once. */
export function beginEra(): void {
  countShared("health", "era");
}
