/**
 * Slots that all workers share: keys in shared memory. A second set of keys numbers the slots of each person (`ofPerson`),
 * so that several workers together cannot give one person too many. The value of a key is the worker, the request and
 * the person that has it.
 */
import { addShared, recallShared, shareCount, sharedCount, sharedKeys, unshare } from "../state/shared";
import type { Kind } from "./kinds";

/** If a worker dies, its replacement gives its slots back. The lease is for everything else that may go wrong. */
const LEASE_SECONDS = 6 * 3600;
/** How long a worker's number of waiting people is trusted; each worker renews its own at every check. */
const BELIEVED_SECONDS = 1;

/** The state of all slots of a kind. */
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
    const [owner, person] = string.match(recallShared("slots", key) ?? "", "^(%d+) %S+ (.*)$");
    if (person === undefined) {
      free.push(key);
      continue;
    }
    held[person] = (held[person] ?? 0) + 1;
    if (owner === me) own += 1;
  }
  return { free, held, own };
}

/** The two keys of a request that has a slot: the slot's, and one of its person's. */
export interface HeldSlot {
  readonly slot: string;
  readonly ofPerson: string;
}

/** Takes one of a person's keys; undefined if the person has as many slots as allowed. */
export function takeOfPerson({ name, mostOfPerson }: Kind, request: string, person: string): string | undefined {
  const mine = `${worker()} ${request} ${person}`;
  for (const number of $range(1, mostOfPerson)) {
    const key = `${name} ${number} of ${person}`;
    if (addShared("slots", key, mine, LEASE_SECONDS)) return key;
  }
  return undefined;
}

/** Takes a slot; false if another worker was quicker. */
export function takeSlot(slot: string, request: string, person: string): boolean {
  return addShared("slots", slot, `${worker()} ${request} ${person}`, LEASE_SECONDS);
}

/** Gives back a slot, or a person's key, unless another request has it by now. */
export function giveBack(key: string, request: string): void {
  const [owner] = string.match(recallShared("slots", key) ?? "", "^%d+ (%S+) ");
  if (owner === request) unshare("slots", key);
}

/** Gives back everything that the worker held that this one replaces. */
export function giveOwnBack(): void {
  const me = worker();
  for (const key of sharedKeys("slots")) {
    if (string.match(recallShared("slots", key) ?? "", "^(%d+) ")[0] === me) unshare("slots", key);
  }
}

/** Tells the other workers how many people a slot would help here. */
export function tellEager({ name }: Kind, count: number): void {
  shareCount("slots", `eager ${name} ${worker()}`, count, BELIEVED_SECONDS);
}

/** How many people a slot would help in the other workers. */
export function eagerElsewhere({ name }: Kind): number {
  let count = 0;
  const me = worker();
  for (const id of $range(0, ngx.worker.count() - 1)) {
    const other = string.format("%d", id);
    if (other !== me) count += sharedCount("slots", `eager ${name} ${other}`);
  }
  return count;
}
