/** The queues of this worker: for each kind of work, the requests that wait for a slot. */
import type { Semaphore } from "ngx.semaphore";
import { type Kind, MOST_WAITING, MOST_WAITING_OF_PERSON } from "./kinds";
import { nextSlots, shareOf } from "./order";
import { eagerElsewhere, giveBack, lookAtSlots, takeOfPerson, takeSlot, tellEager, type HeldSlot } from "./slots";

/** A request that waits for a slot or has one. */
export interface Waiter {
  readonly kind: Kind;
  readonly person: string;
  readonly request: string;
  /** Wakes the request when it gets a slot. */
  readonly bell: Semaphore;
  /** Undefined while it waits. */
  held: HeldSlot | undefined;
}

interface Queue {
  /** Whose requests wait, in the order in which people are served. */
  people: string[];
  readonly waiters: Record<string, Waiter[] | undefined>;
  count: number;
  /** Whether this worker has told the others that somebody waits here. */
  hasTold: boolean;
}

const queues: Readonly<Record<Kind["name"], Queue>> = {
  light: newQueue(),
  heavy: newQueue(),
  search: newQueue(),
  "long-search": newQueue(),
  store: newQueue(),
  "store-large": newQueue(),
  password: newQueue(),
  guess: newQueue(),
};

function newQueue(): Queue {
  return { people: [], waiters: {}, count: 0, hasTold: false };
}

/** How many requests wait for a slot of a kind. */
export function waitingIn(kind: Kind): number {
  return queues[kind.name].count;
}

/** Adds a request to its queue, behind the others of its person; false if too many wait. */
export function joinQueue(waiter: Waiter): boolean {
  const queue = queues[waiter.kind.name];
  const others = queue.waiters[waiter.person] ?? [];
  if (queue.count >= MOST_WAITING || others.length >= MOST_WAITING_OF_PERSON) return false;
  if (others.length === 0) queue.people.push(waiter.person);
  others.push(waiter);
  queue.waiters[waiter.person] = others;
  queue.count += 1;
  return true;
}

/** Takes a request out of its queue, if it is there. */
export function leaveQueue(waiter: Waiter): void {
  const queue = queues[waiter.kind.name];
  const others = queue.waiters[waiter.person];
  const at = others === undefined ? -1 : others.indexOf(waiter);
  if (others === undefined || at < 0) return;
  others.splice(at, 1);
  queue.count -= 1;
  if (others.length > 0) return;
  queue.waiters[waiter.person] = undefined;
  queue.people = queue.people.filter((person) => person !== waiter.person);
}

function countsOf(queue: Queue): Record<string, number | undefined> {
  const counts: Record<string, number | undefined> = {};
  for (const person of queue.people) counts[person] = (queue.waiters[person] ?? []).length;
  return counts;
}

/** Gives one of the free slots to a person's first request; false if other workers have taken all of them meanwhile. */
function give(person: string, queue: Queue, slots: string[]): boolean {
  const first = queue.waiters[person]?.[0];
  if (first === undefined) return true;
  const { kind, request, bell } = first;
  const ofPerson = takeOfPerson(kind, request, person);
  // Another worker has given this person the last slot that the person may hold: the free ones can go to others.
  if (ofPerson === undefined) return true;
  for (;;) {
    const slot = slots.shift();
    if (slot === undefined) {
      giveBack(ofPerson, request);
      return false;
    }
    if (!takeSlot(slot, request, person)) continue;
    leaveQueue(first);
    first.held = { slot, ofPerson };
    bell.post(1);
    return true;
  }
}

/** Gives free slots to requests in this worker's queue, up to the worker's share. */
export function serveQueue(kind: Kind): void {
  const queue = queues[kind.name];
  if (queue.count === 0) {
    if (queue.hasTold) tellEager(kind, 0);
    queue.hasTold = false;
    return;
  }
  const { free, held, own } = lookAtSlots(kind);
  const waiting = { people: queue.people, requests: countsOf(queue) };
  const { eager } = nextSlots(waiting, held, 0, kind.mostOfPerson);
  const most = Math.min(free.length, shareOf(kind.slots, eager, eagerElsewhere(kind)) - own);
  const next = nextSlots(waiting, held, most, kind.mostOfPerson);
  for (const person of next.granted) {
    if (!give(person, queue, free)) break;
  }
  // People who were to get a slot, but found it taken by another worker, come behind the others.
  const left = queue.people.filter((person) => !next.people.includes(person));
  queue.people = next.people.filter((person) => queue.waiters[person] !== undefined).concat(left);
  if (queue.count > 0 || queue.hasTold) tellEager(kind, next.eager);
  queue.hasTold = queue.count > 0;
}
