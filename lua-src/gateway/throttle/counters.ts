import { number, texts, type Command } from "../state/valkey";

/**
 * Counters of wrong passwords. Each is a sorted set `tries:<...>` of the tries that it counts, by their times in Unix
 * seconds. The tries of an account are numbered, and adding one of a number that is taken fails: so no two workers can
 * both make the same try, however many guesses come at once.
 *
 * @module
 */
const FREE_TRIES = 5;
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3600;

/**
 * Seconds from the last of some tries to the next one. A few tries are free, 0; then the wait doubles with each, up to an
 * hour. So a flood of guesses gets fewer than 20 checked in its first hour, and one an hour afterwards.
 */
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

const DAY = 86400;
const HOUR = 3600;

/** An account's tries from one known browser or address, or from all unknown ones together. */
export const ACCOUNT = { free: FREE_TRIES, window: DAY };
/** All tries from one address, whatever the account. Generous: a hospital may be behind one address. */
export const ADDRESS = { free: 100, window: HOUR };

export type Kind = typeof ACCOUNT;

/** Where a counter stands. */
export interface Standing {
  readonly tries: number;
  /** When the last try was, and its number; 0 for none. */
  readonly last: number;
  readonly lastNumber: number;
}

const counterKey = (name: string): string => `tries:${name}`;

/** How many commands, and so replies, `readCounter` makes. */
export const READ_COMMANDS = 3;

/** The commands that read a counter at a time; their replies go to `standingOf`. */
export function readCounter(name: string, { window }: Kind, now: number): Command[] {
  return [
    ["ZREMRANGEBYSCORE", counterKey(name), "-inf", now - window],
    ["ZCARD", counterKey(name)],
    ["ZRANGE", counterKey(name), -1, -1, "WITHSCORES"],
  ];
}

/** Where a counter stands, by the replies of `readCounter`, which begin at an index. */
export function standingOf(replies: readonly unknown[], at: number): Standing {
  const [member, score] = texts(replies[at + 2] as string[]);
  return {
    tries: number(replies[at + 1] as number, 0),
    last: tonumber(score) ?? 0,
    lastNumber: tonumber(member) ?? 0,
  };
}

/** Seconds until the next try may be made; 0 for now. */
export function waitOf({ tries, last }: Standing, { free }: Kind, now: number): number {
  return secondsToWait(tries, free, last, now);
}

/** The name of the try after these; in digits of one length, so that those of one second stay in order. */
export function nextTry({ lastNumber }: Standing): string {
  return string.format("%07d", lastNumber + 1);
}

/** The commands that count a try, and keep the counter as long as it matters; the first replies 1, or 0 for taken. */
export function countTry(name: string, kind: Kind, { tries }: Standing, member: string, now: number): Command[] {
  const isSlow = delayAfter(tries + 1, kind.free) > 0;
  return [
    ["ZADD", counterKey(name), "NX", now, member],
    ["EXPIRE", counterKey(name), isSlow ? kind.window : HOUR],
  ];
}

/** The command that takes a try back. */
export function uncountTry(name: string, member: string): Command {
  return ["ZREM", counterKey(name), member];
}

/** The command that forgets a counter. */
export function clearCounter(name: string): Command {
  return ["DEL", counterKey(name)];
}
