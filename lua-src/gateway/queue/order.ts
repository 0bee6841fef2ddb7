/** The people who wait, in the order in which they are served, and how many requests of each wait. */
export interface Waiting {
  readonly people: readonly string[];
  readonly requests: Readonly<Record<string, number | undefined>>;
}

/** How many slots each person holds, in all workers. */
export type Held = Readonly<Record<string, number | undefined>>;

/** Who gets the free slots, and who waits on. */
export interface NextSlots {
  /** For each slot that is given away, the person whose first request gets it. */
  readonly granted: string[];
  /** Who still waits, in the order in which they are served next. */
  readonly people: string[];
  /** How many of these a further slot would help: the others hold as many as they may. */
  readonly eager: number;
}

/** Shares out free slots, one to each person in rotation, but nobody gets more than `most` in all. */
export function nextSlots({ people, requests }: Waiting, held: Held, free: number, most: number): NextSlots {
  const granted: string[] = [];
  const given: Record<string, number | undefined> = {};
  const waits = (person: string): boolean => (requests[person] ?? 0) > (given[person] ?? 0);
  const mayGo = (person: string): boolean => waits(person) && (held[person] ?? 0) + (given[person] ?? 0) < most;
  let order = people.filter((person) => waits(person));
  while (granted.length < free) {
    const person = order.find((one) => mayGo(one));
    if (person === undefined) break;
    granted.push(person);
    given[person] = (given[person] ?? 0) + 1;
    order = order.filter((other) => other !== person);
    if (waits(person)) order.push(person);
  }
  return { granted, people: order, eager: order.filter((person) => mayGo(person)).length };
}

/**
 * How many of all slots a worker may hold: in proportion to its people among all who wait. A worker notices slots that
 * others give back only when it checks, so without this bound the worker that has just given a slot back would always
 * be the next to take it.
 *
 * @param eager how many of this worker's people a slot would help
 * @param elsewhere how many of the other workers' people
 */
export function shareOf(slots: number, eager: number, elsewhere: number): number {
  if (elsewhere === 0) return slots;
  return Math.max(1, Math.floor((slots * eager) / (eager + elsewhere)));
}
