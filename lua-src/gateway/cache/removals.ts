/** How many deletions have begun through this gateway: what was known of the archive before one may be wrong. */
import { countShared, sharedCount } from "../state/shared";

const REMOVALS = "removals";

/** Another one begins. */
export function countRemoval(): void {
  countShared("health", REMOVALS);
}

/** So many have begun since nginx was started. */
export function removalsSoFar(): number {
  return sharedCount("health", REMOVALS);
}
