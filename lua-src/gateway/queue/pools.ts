/** The pools of bytes, in shared memory: all workers use the same archive. */
import { addShared, recallShared, share, unshare } from "../state/shared";
import { settings } from "../config/settings";
import { largePool, SMALL_SHARE } from "../../shared/settings/size";
import { type Entry, grantAll, type Pool } from "./grant";
import { readPool, stateOf, writePool } from "./pool-text";

/**
 * Small requests have a pool of their own, so that a large request that waits for room, or is read slowly, keeps nobody
 * from thumbnails.
 */
export type PoolName = "small" | "large";

/** A request is small if the small pool has room for this many like it. */
const SMALLEST_PARTS = 16;
/** The share of a pool that one person may hold. */
const SHARE_OF_PERSON = 2 / 3;
/** How many requests a pool's list may have, and how many of one person. Each has a slot already, so there are few. */
const MOST_ENTRIES = 256;
const MOST_OF_PERSON = 96;
/** If a worker dies, its replacement gives back what it held. The lease is for everything else that may go wrong. */
const LEASE_SECONDS = 6 * 3600;
/**
 * For one decision, which takes a fraction of a millisecond. If a worker dies, its replacement releases its lock too.
 */
const LOCK_SECONDS = 10;
/**
 * How long the archive may go on working on a request after nobody waits for its answer any more, because it took too
 * long or the worker has died: this many seconds, and one more for each LINGER_RATE bytes.
 */
const LINGER_SECONDS = 5;
const LINGER_RATE = 50 * 1024 * 1024;

/** The bytes of the archive's memory that requests may take at the same time, in both pools together. */
export function budget(): number {
  return settings().archiveBudget;
}

/** The most that a part of an upload can take: the whole large pool. */
export function mostOfUpload(): number {
  return largePool(budget());
}

/** The most that a reader's request can take: one person's share, so that others have room beside it. */
export function mostOfReader(): number {
  return largePool(budget()) * SHARE_OF_PERSON;
}

/** The pool of a request that takes so many bytes. */
export function poolOf(bytes: number): PoolName {
  return bytes <= (budget() * SMALL_SHARE) / SMALLEST_PARTS ? "small" : "large";
}

function sizeOf(name: PoolName): number {
  return name === "small" ? budget() * SMALL_SHARE : mostOfUpload();
}

function worker(): string {
  return string.format("%d", ngx.worker.id() ?? 0);
}

const nowMs = (): number => Math.floor(ngx.now() * 1000);
const goneKey = (request: string): string => `gone ${request}`;

/** Drops entries that have been given back, as soon as the archive should be done with them. */
function withoutGone(pool: Pool, now: number): void {
  const left: Entry[] = [];
  for (const entry of pool.entries) {
    const key = goneKey(entry.request);
    const until = tonumber(recallShared("memory", key) ?? "");
    if (until === undefined || (until > now && entry.holds)) left.push(entry);
    else unshare("memory", key);
  }
  pool.entries = left;
}

/**
 * Changes a pool's list under its lock, and then grants what there is room for. Returns what `change` returns;
 * undefined if another worker holds the lock. Nothing in here waits.
 */
export function changePool<T>(name: PoolName, change: (pool: Pool) => T): T | undefined {
  const lock = `lock ${name}`;
  if (!addShared("memory", lock, worker(), LOCK_SECONDS)) return undefined;
  const pool = readPool(recallShared("memory", name));
  const now = nowMs();
  withoutGone(pool, now);
  const result = change(pool);
  const size = sizeOf(name);
  grantAll(pool, { size, mostOfPerson: size * SHARE_OF_PERSON }, now);
  share("memory", name, writePool(pool), LEASE_SECONDS);
  unshare("memory", lock);
  return result;
}

/** Adds a request to the end of a list; false if the list is full, or has too many requests of this person. */
export function enter(pool: Pool, request: string, person: string, bytes: number): boolean {
  if (pool.entries.length >= MOST_ENTRIES) return false;
  let own = 0;
  for (const entry of pool.entries) if (entry.person === person) own += 1;
  if (own >= MOST_OF_PERSON) return false;
  pool.entries.push({ worker: worker(), request, person, bytes, at: nowMs(), holds: false });
  return true;
}

/** Whether a request holds its bytes or still waits for them; undefined if it is no longer in the list. */
export function stateIn(name: PoolName, request: string): "holds" | "waits" | undefined {
  return stateOf(recallShared("memory", name) ?? "", worker(), request);
}

/** Whether somebody else has waited for room in a pool for at least so many seconds. */
export function isWanted(name: PoolName, person: string, seconds: number): boolean {
  const since = nowMs() - 1000 * seconds;
  const { entries } = readPool(recallShared("memory", name));
  return entries.some((entry) => !entry.holds && entry.person !== person && entry.at <= since);
}

/**
 * Gives back what a request holds or waits for. This needs no lock, so it may happen in any phase.
 *
 * @param mayLinger whether the archive may still be working on it: then the bytes stay taken for a while
 */
export function giveBackBytes(request: string, bytes: number, mayLinger: boolean): void {
  const until = mayLinger ? nowMs() + 1000 * (LINGER_SECONDS + bytes / LINGER_RATE) : 0;
  share("memory", goneKey(request), string.format("%d", until), LEASE_SECONDS);
}

/** Gives back everything of the worker that this one replaces; the archive may still be working on it. */
export function giveBackOwnBytes(): void {
  const me = worker();
  for (const name of ["small", "large"] as const) {
    const lock = `lock ${name}`;
    if (recallShared("memory", lock) === me) unshare("memory", lock);
    for (const { worker: owner, request, bytes } of readPool(recallShared("memory", name)).entries) {
      if (owner === me) giveBackBytes(request, bytes, true);
    }
  }
}
