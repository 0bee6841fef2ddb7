import { settings } from "../config/settings";
import { unshare } from "../state/shared";
import { text, valkey, type Command } from "../state/valkey";
import { newToken, tokenKey } from "./token";
import type { User } from "./users";

/** A session as it is stored under `session:<key>`; times are Unix seconds. */
export interface Session {
  readonly user: string;
  /** The user's epoch when the session began. */
  readonly epoch: string;
  readonly created: number;
  readonly seen: number;
  /** When the password was last given. */
  readonly confirmed: number;
}

/** Writing each use would cost a write a second a person; idle limits are minutes. */
const SEEN_EVERY_SECONDS = 30;

const sessionName = (key: string): string => `session:${key}`;
/** A sorted set of a user's session keys by the time they end at the latest. */
const sessionsOf = (user: string): string => `sessions:${user}`;

/**
 * Starts a session and returns its token, which is nowhere stored; undefined where the state can't be written.
 * `user` is the record that the password was checked against: if it has changed since, the session is over already.
 */
export function startSession(user: User): string | undefined {
  const { sessionIdleSeconds, sessionMaxSeconds } = settings();
  const token = newToken();
  const key = tokenKey(token);
  const now = ngx.time();
  const [, failure] = valkey(
    ["HSET", sessionName(key), "user", user.name, "epoch", user.epoch, "created", tostring(now)],
    ["HSET", sessionName(key), "seen", tostring(now), "confirmed", tostring(now)],
    ["EXPIRE", sessionName(key), sessionIdleSeconds],
    ["ZREMRANGEBYSCORE", sessionsOf(user.name), "-inf", now],
    ["ZADD", sessionsOf(user.name), now + sessionMaxSeconds, key],
    ["EXPIRE", sessionsOf(user.name), sessionMaxSeconds],
  );
  return failure === undefined ? token : undefined;
}

/** The command that reads a session; its reply goes to `sessionOf`. */
export function readSession(key: string): Command {
  return ["HMGET", sessionName(key), "user", "epoch", "created", "seen", "confirmed"];
}

/** The live session of a `readSession` reply; undefined where there is none or its absolute limit is over. */
export function sessionOf(reply: unknown): Session | undefined {
  const values = reply as (string | undefined)[];
  const user = text(values[0]);
  const epoch = text(values[1]);
  const created = tonumber(text(values[2]));
  const seen = tonumber(text(values[3]));
  const confirmed = tonumber(text(values[4])) ?? 0;
  if (user === undefined || epoch === undefined || created === undefined || seen === undefined) return undefined;
  return ngx.time() - created < settings().sessionMaxSeconds ? { user, epoch, created, seen, confirmed } : undefined;
}

/** The commands that note a use of the session, where the last note is old enough; else none. */
export function touchSession(key: string, session: Session): Command[] {
  const now = ngx.time();
  if (now - session.seen < SEEN_EVERY_SECONDS) return [];
  const { sessionIdleSeconds, sessionMaxSeconds } = settings();
  const left = session.created + sessionMaxSeconds - now;
  return [
    ["HSET", sessionName(key), "seen", tostring(now)],
    ["EXPIRE", sessionName(key), math.max(1, math.min(sessionIdleSeconds, left))],
  ];
}

/** Ends one session; says whether that is certain. */
export function endSession(key: string, user: string): boolean {
  const [, failure] = valkey(["DEL", sessionName(key)], ["ZREM", sessionsOf(user), key]);
  // The verdict too, so that the end holds at once on this gateway.
  unshare("verdicts", key);
  return failure === undefined;
}

/**
 * Removes all sessions of a user, whose new epoch has ended them already; says whether that is certain. Their
 * verdicts go too, so that the end holds at once.
 */
export function endAllSessions(user: string): boolean {
  const [replies] = valkey(["ZRANGE", sessionsOf(user), 0, -1]);
  if (replies === undefined) return false;
  const keys = type(replies[0]) === "table" ? (replies[0] as string[]) : [];
  const commands: Command[] = [];
  for (const key of keys) {
    commands.push(["DEL", sessionName(key)], ["ZREM", sessionsOf(user), key]);
  }
  if (commands.length === 0) return true;
  const [, failure] = valkey(...commands);
  for (const key of keys) unshare("verdicts", key);
  return failure === undefined;
}
