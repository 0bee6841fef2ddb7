/** The pools of bytes, in shared memory: the archive is one, however many workers ask it. */
import { addShared, recallShared, share, unshare } from "../state/shared";
import { settings } from "../config/settings";
import { largePool, SMALL_SHARE } from "../../shared/settings/size";
import { type Entry, grantAll, type Pool } from "./grant";
import { readPool, stateOf, writePool } from "./pool-text";

/**
 * Small requests have a pool of their own, so that a large one which waits for room, or is read slowly, keeps nobody
 * from thumbnails.
 */
export type PoolName = "small" | "large";

/** How small a request has to be: so many find room among the small ones. */
const SMALLEST_PARTS = 16;
/** Of a pool, how much one person may hold. */
const SHARE_OF_PERSON = 2 / 3;
/** Requests in a pool's list, and one person's: those that wait or are served have slots. */
const MOST_ENTRIES = 256;
const MOST_OF_PERSON = 96;
/** A worker that dies gives back what it held when the next one starts in its place; this is for whatever else. */
const LEASE_SECONDS = 6 * 3600;
/** For one decision, which takes a fraction of a millisecond; the lock of a worker that died goes with its bytes. */
const LOCK_SECONDS = 10;
/**
 * How long the archive may be at a request when nobody waits for its answer any more, since it took too long or the worker
 * has died: so long, and for each so many bytes a second more.
 */
const LINGER_SECONDS = 5;
const LINGER_RATE = 50 * 1024 * 1024;

/** All bytes that may be asked of the archive at a time, in both pools. */
export function budget(): number {
  return settings().archiveBudget;
}

/** The most that an upload's part can ever take, and the most that a reader's request can: others have room beside it. */
export function mostOfUpload(): number {
  return largePool(budget());
}
export function mostOfReader(): number {
  return largePool(budget()) * SHARE_OF_PERSON;
}

/** The pool of a request that needs so many bytes. */
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

/** Leaves out what has been given back, as soon as the archive is done with it. */
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
 * Changes a pool's list while no other worker does, and grants what there is room for then; undefined where another one
 * is at it right now. Nothing in here waits.
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

/** Puts a request at the end of a list; false where that is too long, or has too many of this person. */
export function enter(pool: Pool, request: string, person: string, bytes: number): boolean {
  if (pool.entries.length >= MOST_ENTRIES) return false;
  let own = 0;
  for (const entry of pool.entries) if (entry.person === person) own += 1;
  if (own >= MOST_OF_PERSON) return false;
  pool.entries.push({ worker: worker(), request, person, bytes, at: nowMs(), holds: false });
  return true;
}

/** Whether a request has been granted what it waits for, or waits still; undefined where no list has it any more. */
export function stateIn(name: PoolName, request: string): "holds" | "waits" | undefined {
  return stateOf(recallShared("memory", name) ?? "", worker(), request);
}

/** Whether somebody else than this person waits for room in a pool, and has for so many seconds. */
export function isWanted(name: PoolName, person: string, seconds: number): boolean {
  const since = nowMs() - 1000 * seconds;
  const { entries } = readPool(recallShared("memory", name));
  return entries.some((entry) => !entry.holds && entry.person !== person && entry.at <= since);
}

/**
 * Gives back what a request holds or waits for: it needs no lock, and so may happen in any phase. What the archive is
 * still at stays taken for a while.
 */
export function giveBackBytes(request: string, bytes: number, mayLinger: boolean): void {
  const until = mayLinger ? nowMs() + 1000 * (LINGER_SECONDS + bytes / LINGER_RATE) : 0;
  share("memory", goneKey(request), string.format("%d", until), LEASE_SECONDS);
}

/** Gives back all of the worker in whose place this one has started; the archive may still be at it. */
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
