/**
 * Times at which a container is away: from before it is stopped until all is well again. Refusals are allowed then, not
 * answers that are wrong.
 *
 * @module
 */

export interface Disturbance {
  readonly what: string;
  /** Killed, not asked to stop: what it has answered in the last second may not be known to others. */
  readonly isSudden: boolean;
  readonly begun: number;
  /** undefined while it lasts. */
  ended: number | undefined;
}

/** Requests that were under way, and connections that were open, may still fail for so long. */
const AFTERMATH_MS = 2000;
/** What a process that is killed may take with it. */
const LOST_MS = 1000;

/** Whether a request may be refused. */
export function isDisturbed(disturbances: readonly Disturbance[], begun: number, ended: number): boolean {
  return disturbances.some((one) => begun <= (one.ended ?? Infinity) + AFTERMATH_MS && ended >= one.begun);
}

/** When the last disturbance ends that a change falls into, one that was answered and one that is usually seen then. */
export function latestEnd(disturbances: readonly Disturbance[], answered: number, seen: number): number | undefined {
  let latest: number | undefined;
  for (const { begun, ended = Infinity, isSudden } of disturbances) {
    const isIn = seen >= begun - (isSudden ? LOST_MS : 0) && answered <= ended;
    if (isIn) latest = Math.max(latest ?? 0, ended);
  }
  return latest;
}
