/** Waiting for bytes of the archive's memory, and giving them back. */
import { secondsLeft } from "./turns";
import { changePool, enter, giveBackBytes, type PoolName, poolOf, stateIn } from "./pools";

/** Between two looks of a worker at who may go on. */
const LOOK_EVERY_SECONDS = 0.02;
/** While another worker decides. */
const DECIDING_SECONDS = 0.001;

/** A request that holds bytes or waits for them. */
export interface Asked {
  readonly person: string;
  readonly bytes: number;
}

/** Those of this worker. */
const asked: Record<string, Asked | undefined> = {};
/** When this worker last looked. */
const looked: Record<PoolName, number> = { small: 0, large: 0 };

/** What a request of this worker's holds or waits for. */
export function askedBy(request: string): Asked | undefined {
  return asked[request];
}

/**
 * Waits until a person's request may take so many bytes of the archive's memory; false where that takes too long.
 * However it ends, `returnBytes` has to be called once.
 *
 * @param request its name, without spaces, which nothing else has
 * @param endsAt as `ngx.now()` counts
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

/** One look is for all who wait in this worker. */
function look(name: PoolName): void {
  if (ngx.now() - looked[name] < LOOK_EVERY_SECONDS) return;
  looked[name] = ngx.now();
  changePool(name, () => undefined);
}

/**
 * Gives back what a request holds, or leaves the list. Any phase.
 *
 * @param mayLinger whether the archive is still at the request
 */
export function returnBytes(request: string, mayLinger: boolean): void {
  const own = asked[request];
  if (own === undefined) return;
  asked[request] = undefined;
  giveBackBytes(request, own.bytes, mayLinger);
}
