/** Who waits, in the order of their turns, and how many requests of each. */
export interface Waiting {
  readonly people: readonly string[];
  readonly requests: Readonly<Record<string, number | undefined>>;
}

/** What is in use: how many slots each person holds, by all workers. */
export type Held = Readonly<Record<string, number | undefined>>;

/** What comes of free slots. */
export interface Turns {
  /** Whose first request goes on; a name for each slot that is given away. */
  readonly granted: string[];
  /** Who waits still, in the order of the next turns. */
  readonly people: string[];
  /** How many of these a slot would help: the others hold as many as they may. */
  readonly eager: number;
}

/** Gives free slots away, one a person in turn, but to nobody more than `most` in all. */
export function nextTurns({ people, requests }: Waiting, held: Held, free: number, most: number): Turns {
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
 * How many of all slots a worker may hold: as many of its people as wait, of all who do. It is told of others' slots
 * only by looking, so without this the worker that has just given one back would always be the next to take it.
 */
export function shareOf(slots: number, eager: number, elsewhere: number): number {
  if (elsewhere === 0) return slots;
  return Math.max(1, Math.floor((slots * eager) / (eager + elsewhere)));
}
