/**
 * How long a counter of wrong passwords makes people wait. A few tries are free; then the wait doubles with each, up
 * to an hour. So a flood of guesses gets fewer than 20 checked in its first hour, and one an hour afterwards.
 *
 * @module
 */
export const FREE_TRIES = 5;
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3600;

/** Seconds from the last of some tries to the next one; 0 while tries are free. */
export function delayAfter(tries: number, free: number): number {
  if (tries < free) return 0;
  // 2^20 is beyond the longest wait, and keeps the power finite.
  return math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** math.min(20, tries - free));
}

/**
 * Seconds that are left of that; 0 where the next try may be made. Never more than the wait itself, also where the
 * clock was put back.
 */
export function secondsToWait(tries: number, free: number, last: number, now: number): number {
  const delay = delayAfter(tries, free);
  return math.max(0, math.min(delay, last + delay - now));
}
