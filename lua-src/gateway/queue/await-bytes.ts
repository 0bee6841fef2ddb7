/** Waiting for bytes of the archive's memory, and giving them back. */
import { secondsLeft } from "./await-slot";
import { changePool, enter, giveBackBytes, type PoolName, poolOf, stateIn } from "./pools";

/** How often a worker checks which of its requests may go on. */
const LOOK_EVERY_SECONDS = 0.02;
/** How often a request tries again while another worker holds the pool's lock. */
const DECIDING_SECONDS = 0.001;

/** A request that holds bytes or waits for them. */
export interface Asked {
  readonly person: string;
  readonly bytes: number;
}

/** This worker's requests, by name. */
const asked: Record<string, Asked | undefined> = {};
/** When this worker last checked each pool. */
const looked: Record<PoolName, number> = { small: 0, large: 0 };

/** What a request of this worker holds or waits for; undefined if it does neither. */
export function askedBy(request: string): Asked | undefined {
  return asked[request];
}

/**
 * Waits until a person's request may take so many bytes of the archive's memory; false if that takes too long or if too
 * many wait. However it ends, `returnBytes` has to be called once.
 *
 * @param request the request's unique name, without spaces
 * @param endsAt the deadline, as `ngx.now()` counts
 */
export function awaitBytes(person: string, request: string, bytes: number, endsAt: number): boolean {
  const name = poolOf(bytes);
  for (;;) {
    const isIn = changePool(name, (pool) => enter(pool, request, person, bytes));
    if (isIn === false) return false;
    if (isIn === true) {
      asked[request] = { person, bytes };
      return isGranted(name, request, endsAt);
    }
    if (secondsLeft(endsAt, ngx.now()) === undefined) return false;
    ngx.sleep(DECIDING_SECONDS);
  }
}

function isGranted(name: PoolName, request: string, endsAt: number): boolean {
  for (;;) {
    const state = stateIn(name, request);
    if (state !== "waits") return state === "holds";
    const left = secondsLeft(endsAt, ngx.now());
    if (left === undefined) return false;
    ngx.sleep(Math.min(left, LOOK_EVERY_SECONDS));
    look(name);
  }
}

/** Checks a pool, at most once in each interval for all requests that wait in this worker. */
function look(name: PoolName): void {
  if (ngx.now() - looked[name] < LOOK_EVERY_SECONDS) return;
  looked[name] = ngx.now();
  changePool(name, () => undefined);
}

/**
 * Gives back the bytes that a request holds, or takes it off the list if it waits. Any phase.
 *
 * @param mayLinger whether the archive may still be working on the request
 */
export function returnBytes(request: string, mayLinger: boolean): void {
  const own = asked[request];
  if (own === undefined) return;
  asked[request] = undefined;
  giveBackBytes(request, own.bytes, mayLinger);
}
