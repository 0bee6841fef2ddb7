/**
 * Slots that all workers share, and beside them each person's places, so that no two workers together give one person
 * more. Each holds whose it is: the worker, the request, the person.
 */
import { addShared, recallShared, shareCount, sharedCount, sharedKeys, unshare } from "../state/shared";
import type { Kind } from "./kinds";

/** A worker that dies gives its slots back when the next one starts in its place; this is for whatever else. */
const LEASE_SECONDS = 6 * 3600;
/** How long is believed what a worker says of who waits in it; it says so again each time it looks. */
const BELIEVED_SECONDS = 1;

/** A look at all slots of a kind. */
export interface Slots {
  readonly free: string[];
  /** How many each person holds. */
  readonly held: Readonly<Record<string, number | undefined>>;
  /** How many are held by this worker's requests. */
  readonly own: number;
}

function worker(): string {
  return string.format("%d", ngx.worker.id() ?? 0);
}

/** Which slots are free, and who holds the others. */
export function lookAtSlots({ name, slots }: Kind): Slots {
  const free: string[] = [];
  const held: Record<string, number | undefined> = {};
  let own = 0;
  const me = worker();
  for (const number of $range(1, slots)) {
    const key = `${name} ${number}`;
    const [owner, person] = string.match(recallShared("turns", key) ?? "", "^(%d+) %S+ (.*)$");
    if (person === undefined) {
      free.push(key);
      continue;
    }
    held[person] = (held[person] ?? 0) + 1;
    if (owner === me) own += 1;
  }
  return { free, held, own };
}

/** What a request holds while it has its turn. */
export interface Turn {
  readonly slot: string;
  readonly place: string;
}

/** Takes one of the person's places; undefined where there are no more. */
export function takePlace({ name, mostOfPerson }: Kind, request: string, person: string): string | undefined {
  const mine = `${worker()} ${request} ${person}`;
  for (const number of $range(1, mostOfPerson)) {
    const place = `${name} ${number} of ${person}`;
    if (addShared("turns", place, mine, LEASE_SECONDS)) return place;
  }
  return undefined;
}

/** Takes a slot; false where another worker was quicker. */
export function takeSlot(slot: string, request: string, person: string): boolean {
  return addShared("turns", slot, `${worker()} ${request} ${person}`, LEASE_SECONDS);
}

/** Gives a slot or a place back, unless it is somebody else's by now. */
export function giveBack(key: string, request: string): void {
  const [owner] = string.match(recallShared("turns", key) ?? "", "^%d+ (%S+) ");
  if (owner === request) unshare("turns", key);
}

/** Gives back all that a worker in whose place this one has started has held. */
export function giveOwnBack(): void {
  const me = worker();
  for (const key of sharedKeys("turns")) {
    if (string.match(recallShared("turns", key) ?? "", "^(%d+) ")[0] === me) unshare("turns", key);
  }
}

/** Tells the other workers how many people wait here whom a slot would help. */
export function tellEager({ name }: Kind, count: number): void {
  shareCount("turns", `eager ${name} ${worker()}`, count, BELIEVED_SECONDS);
}

/** How many wait so in the other workers. */
export function eagerElsewhere({ name }: Kind): number {
  let count = 0;
  const me = worker();
  for (const id of $range(0, ngx.worker.count() - 1)) {
    const other = string.format("%d", id);
    if (other !== me) count += sharedCount("turns", `eager ${name} ${other}`);
  }
  return count;
}
