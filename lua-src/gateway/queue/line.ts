/** The queues of this worker: for each kind of work, the requests that wait for a slot. */
import type { Semaphore } from "ngx.semaphore";
import { type Kind, MOST_WAITING, MOST_WAITING_OF_PERSON } from "./kinds";
import { nextTurns, shareOf } from "./order";
import { eagerElsewhere, giveBack, lookAtSlots, takePlace, takeSlot, tellEager, type Turn } from "./slots";

/** A request that waits for a slot or has one. */
export interface Waiter {
  readonly kind: Kind;
  readonly person: string;
  readonly request: string;
  /** Wakes the request when it gets a slot. */
  readonly bell: Semaphore;
  /** Undefined while it waits. */
  turn: Turn | undefined;
}

interface Line {
  /** Whose requests wait, in the order in which people are served. */
  people: string[];
  readonly waiters: Record<string, Waiter[] | undefined>;
  count: number;
  /** Whether this worker has told the others that somebody waits here. */
  hasTold: boolean;
}

const lines: Readonly<Record<Kind["name"], Line>> = {
  light: newLine(),
  heavy: newLine(),
  search: newLine(),
  store: newLine(),
  "store-large": newLine(),
  password: newLine(),
  guess: newLine(),
};

function newLine(): Line {
  return { people: [], waiters: {}, count: 0, hasTold: false };
}

/** How many requests wait for a slot of a kind. */
export function waitingIn(kind: Kind): number {
  return lines[kind.name].count;
}

/** Adds a request to its queue, behind the others of its person; false if too many wait. */
export function joinLine(waiter: Waiter): boolean {
  const line = lines[waiter.kind.name];
  const others = line.waiters[waiter.person] ?? [];
  if (line.count >= MOST_WAITING || others.length >= MOST_WAITING_OF_PERSON) return false;
  if (others.length === 0) line.people.push(waiter.person);
  others.push(waiter);
  line.waiters[waiter.person] = others;
  line.count += 1;
  return true;
}

/** Takes a request out of its queue, if it is there. */
export function leaveLine(waiter: Waiter): void {
  const line = lines[waiter.kind.name];
  const others = line.waiters[waiter.person];
  const at = others === undefined ? -1 : others.indexOf(waiter);
  if (others === undefined || at < 0) return;
  others.splice(at, 1);
  line.count -= 1;
  if (others.length > 0) return;
  line.waiters[waiter.person] = undefined;
  line.people = line.people.filter((person) => person !== waiter.person);
}

function countsOf(line: Line): Record<string, number | undefined> {
  const counts: Record<string, number | undefined> = {};
  for (const person of line.people) counts[person] = (line.waiters[person] ?? []).length;
  return counts;
}

/** Gives one of the free slots to a person's first request; false if other workers have taken all of them meanwhile. */
function give(person: string, line: Line, slots: string[]): boolean {
  const first = line.waiters[person]?.[0];
  if (first === undefined) return true;
  const { kind, request, bell } = first;
  const place = takePlace(kind, request, person);
  // Another worker has given this person the last slot that the person may hold: the free ones can go to others.
  if (place === undefined) return true;
  for (;;) {
    const slot = slots.shift();
    if (slot === undefined) {
      giveBack(place, request);
      return false;
    }
    if (!takeSlot(slot, request, person)) continue;
    leaveLine(first);
    first.turn = { slot, place };
    bell.post(1);
    return true;
  }
}

/** Gives free slots to requests in this worker's queue, up to the worker's share. */
export function serveLine(kind: Kind): void {
  const line = lines[kind.name];
  if (line.count === 0) {
    if (line.hasTold) tellEager(kind, 0);
    line.hasTold = false;
    return;
  }
  const { free, held, own } = lookAtSlots(kind);
  const waiting = { people: line.people, requests: countsOf(line) };
  const { eager } = nextTurns(waiting, held, 0, kind.mostOfPerson);
  const most = Math.min(free.length, shareOf(kind.slots, eager, eagerElsewhere(kind)) - own);
  const turns = nextTurns(waiting, held, most, kind.mostOfPerson);
  for (const person of turns.granted) {
    if (!give(person, line, free)) break;
  }
  // People who were to get a slot, but found it taken by another worker, come behind the others.
  const left = line.people.filter((person) => !turns.people.includes(person));
  line.people = turns.people.filter((person) => line.waiters[person] !== undefined).concat(left);
  if (line.count > 0 || line.hasTold) tellEager(kind, turns.eager);
  line.hasTold = line.count > 0;
}
