/**
 * The gateway's own timers. ngx_lua begins a timer with a connection that it makes up; where nginx has none left, the
 * timer is gone without a word, and with it all that it would have begun next. So nothing here goes on from within a timer:
 * what repeats is begun anew by nginx, and what was to run once is begun again if it did not.
 *
 * @module
 */
import { logged } from "./guard";

const LOOK_EVERY_SECONDS = 1;
/** A timer that is so late will not come. */
const LOST_SECONDS = 3;

/** @noSelf */
interface Errand {
  readonly run: () => void;
  dueAt: number;
}

/** What has to run once and has not begun. */
const due = new LuaSet<Errand>();

function begin(errand: Errand, seconds: number): boolean {
  const [begun] = ngx.timer.at(seconds, (premature) => {
    // It came late, and another one was begun.
    if (!due.has(errand)) return;
    due.delete(errand);
    if (!premature) logged(errand.run);
  });
  return begun !== undefined;
}

function beginLost(): void {
  const now = ngx.now();
  for (const errand of due) {
    if (now < errand.dueAt + LOST_SECONDS) continue;
    errand.dueAt = now;
    begin(errand, 0);
  }
}

/** The same, which does nothing while it still runs. */
function alone(run: () => void): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    logged(run);
    isRunning = false;
  };
}

function repeat(seconds: number, run: () => void): void {
  ngx.timer.every(seconds, (premature) => {
    if (!premature) run();
  });
}

/**
 * Runs something again and again, one at a time: what takes longer than its interval is let end. The first time is after
 * one interval.
 */
export function every(seconds: number, run: () => void): void {
  repeat(seconds, alone(run));
}

/** The same, and the first time at once. */
export function atOnceAndEvery(seconds: number, run: () => void): void {
  const next = alone(run);
  once(0, next);
  repeat(seconds, next);
}

/**
 * Runs something once, after a time; false where no timer can be begun, as in a worker that ends. In a worker that ends
 * meanwhile it does not run.
 */
export function once(seconds: number, run: () => void): boolean {
  const errand = { run, dueAt: ngx.now() + seconds };
  due.add(errand);
  const begun = begin(errand, seconds);
  if (!begun) due.delete(errand);
  return begun;
}

/** Begins again what was lost, in each worker. */
export function followTimers(): void {
  every(LOOK_EVERY_SECONDS, beginLost);
}
