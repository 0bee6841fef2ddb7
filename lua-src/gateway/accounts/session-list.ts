import { membersFrom, trimSet } from "../state/pages";
import { number, texts, valkey, valkeyMany, type Command } from "../state/valkey";
import { forgetVerdicts } from "../verdicts/verdicts";

/**
 * A person's sessions: the sorted set `sessions:<name>` holds their keys in the order in which they began. A session
 * counts while it is one of the latest 50, so the oldest ends in the moment another one begins, on whichever gateway, and
 * however many begin at once. What is over is removed at the next login.
 *
 * @module
 */
export const MOST_SESSIONS = 50;

/** The least difference between two places in the list, in seconds. */
const STEP = 0.001;

export const sessionName = (key: string): string => `session:${key}`;
const listOf = (user: string): string => `sessions:${user}`;

/** The command that looks a session up in its person's list; its reply goes to `isListed`. */
export function readListed(user: string, key: string): Command {
  return ["ZREVRANK", listOf(user), key];
}

/** Whether a reply of `readListed` is of a session that counts. */
export function isListed(reply: unknown): boolean {
  return number(reply as number, MOST_SESSIONS) < MOST_SESSIONS;
}

/** The commands that take a session off the list. */
export function unlist(user: string, key: string): Command {
  return ["ZREM", listOf(user), key];
}

/** The command that reads where in the list a session is; undefined replies: nowhere. */
export function readPlace(user: string, key: string): Command {
  return ["ZSCORE", listOf(user), key];
}

/** The commands that put a session into the list; it lasts as long as the latest session can. */
export function list(user: string, key: string, place: string, seconds: number): Command[] {
  return [
    ["ZADD", listOf(user), place, key],
    ["EXPIRE", listOf(user), seconds],
  ];
}

/**
 * The place of a session that begins now: the end of the list, also where a setting or a clock has changed since. Places
 * are when a session ends at the latest, in Unix seconds. Where the list is full of sessions of which some are over by
 * themselves, those go first. Undefined where the state does not answer.
 */
export function nextPlace(user: string, maxSeconds: number): string | undefined {
  const [replies] = valkey(["ZRANGE", listOf(user), 0, MOST_SESSIONS - 1, "REV", "WITHSCORES"]);
  if (replies === undefined) return undefined;
  const pairs = texts(replies[0]);
  const keys = pairs.filter((_, index) => index % 2 === 0);
  // First those that are over, so that none of them counts again in the place of one that has ended.
  if (keys.length >= MOST_SESSIONS && !(removeSurplus(user) && dropEnded(user, keys))) return undefined;
  const latest = tonumber(pairs[1]) ?? 0;
  return string.format("%.3f", math.max(ngx.now() + maxSeconds, latest + STEP));
}

/** Takes those off the list that have ended by themselves; false where the state does not answer. */
function dropEnded(user: string, keys: readonly string[]): boolean {
  const [replies] = valkeyMany(keys.map((key) => ["EXISTS", sessionName(key)]));
  if (replies === undefined) return false;
  const [, failure] = valkeyMany(keys.filter((_, index) => replies[index] !== 1).map((key) => unlist(user, key)));
  return failure === undefined;
}

/** Removes the sessions that are over since others began; says whether that is certain. */
export function removeSurplus(user: string): boolean {
  for (;;) {
    const [gone] = trimSet(listOf(user), MOST_SESSIONS, (key) => [["DEL", sessionName(key)]]);
    if (gone === undefined) return false;
    if (gone.length === 0) return true;
    forgetVerdicts(gone);
  }
}

/** The keys of a person's sessions that count, the oldest first; some may have ended. Undefined: no answer. */
export function sessionKeys(user: string): string[] | undefined {
  const [replies] = valkey(["ZRANGE", listOf(user), -MOST_SESSIONS, -1]);
  return replies === undefined ? undefined : texts(replies[0]);
}

/** Removes all of a person's sessions, which a new epoch has ended already; says whether that is certain. */
export function endAllSessions(user: string): boolean {
  for (;;) {
    const [keys] = membersFrom(listOf(user), 0);
    if (keys === undefined) return false;
    if (keys.length === 0) return true;
    if (!endSessions(keys, user)) return false;
  }
}

/** Ends some sessions of a user; says whether that is certain. Their verdicts go too, so that it holds at once here. */
export function endSessions(keys: readonly string[], user: string): boolean {
  const commands: Command[] = [];
  for (const key of keys) commands.push(["DEL", sessionName(key)], unlist(user, key));
  const [, failure] = valkeyMany(commands);
  forgetVerdicts(keys);
  return failure === undefined;
}
