/**
 * What a reader may be told. A thing (an instance, the description of a study, what a session may do) has a history of
 * values; a request that lasts from `begun` to `ended` may see each value from the last one that was settled before it
 * began to the last one whose change had begun when it ended. Times are milliseconds since 1970.
 *
 * @module
 */
import { type Disturbance, latestEnd } from "./disturbance";

/** How a value came, which decides when everybody has to see it. */
export type Way = "stow" | "c-store" | "delete" | "unsure delete" | "access";

/**
 * After its answer a change may be unseen for so long (docs/architecture.md): what comes by C-STORE is found by a look
 * at the log of changes each second, by gateways that know an epoch for a second more; access is known for a second. A
 * deletion that nobody has answered may have been made by a gateway that ended before it could tell, for which its
 * epochs are raised once more after 90 seconds.
 */
export const UNSEEN: Readonly<Record<Way, number>> = {
  stow: 0,
  "c-store": 3000,
  delete: 0,
  "unsure delete": 95_000,
  access: 1000,
};

/** The same after all is well again, for a change that was answered while something was away. */
const UNSEEN_AFTER: Readonly<Record<Way, number>> = { ...UNSEEN, stow: 5000, "c-store": 5000, delete: 95_000 };

/** A change of a value. */
export interface Change<T> {
  readonly value: T;
  readonly way: Way;
  readonly begun: number;
  /** undefined while it is under way, and for one whose answer has never come. */
  answered: number | undefined;
}

export type History<T> = Change<T>[];

/** A history that begins with a value that has always been there. */
export function startHistory<T>(value: T): History<T> {
  return [{ value, way: "access", begun: 0, answered: 0 }];
}

/** Notes that a value is about to change; `answered` is set when that has been answered. */
export function beginChange<T>(history: History<T>, value: T, way: Way): Change<T> {
  const change: Change<T> = { value, way, begun: Date.now(), answered: undefined };
  history.push(change);
  return change;
}

function settledAt({ way, answered }: Change<unknown>, disturbances: readonly Disturbance[]): number {
  if (answered === undefined) return Infinity;
  const usual = answered + UNSEEN[way];
  if (way === "access") return usual;
  const end = latestEnd(disturbances, answered, usual);
  return end === undefined ? usual : Math.max(usual, end + UNSEEN_AFTER[way]);
}

/** The values that an answer to a request may show. */
export function possible<T>(
  history: History<T>,
  { begun, ended }: { readonly begun: number; readonly ended: number },
  disturbances: readonly Disturbance[],
): T[] {
  const found: T[] = [];
  for (const change of history.toReversed()) {
    if (change.begun <= ended) found.push(change.value);
    if (settledAt(change, disturbances) <= begun) break;
  }
  return found;
}
