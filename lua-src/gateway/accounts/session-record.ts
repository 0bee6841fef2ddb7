import { settings } from "../config/settings";
import { text, texts, valkey, type Command } from "../state/valkey";
import * as sessionList from "./session-list";
import { newToken, tokenKey } from "../opaque-token";
import type { User } from "./user-record";

/** A session as it is stored under `session:<key>`; times are Unix seconds. */
export interface Session {
  readonly user: string;
  /** The user's epoch when the session began. */
  readonly epoch: string;
  readonly created: number;
  readonly seen: number;
  /** When the password was last given. */
  readonly confirmed: number;
  /** The client's address at the login. */
  readonly address: string;
  /** Browser and system at the login, as sign-in/login-origin.ts shortens them; "" for unknown. */
  readonly browser: string;
  /** The provider's name for its own session; "" where it has not told one, or there is no provider. */
  readonly sid: string;
  /** From when on the provider is to be asked again; 0 for never. */
  readonly refreshAt: number;
}

/** What a session keeps of the provider's answer. */
export interface ProviderSession {
  readonly sid: string;
  /** The provider's tokens, sealed (oidc/session-tokens.ts). */
  readonly tokens: string;
  readonly refreshAt: number;
}

/** How a session begins, or is moved to a new token. */
export interface Beginning {
  /** When the person was authenticated, in Unix seconds; 0 for not known. */
  readonly confirmed: number;
  /** undefined for a password. */
  readonly given: ProviderSession | undefined;
}

/** Where a session begins. */
export type Origin = Pick<Session, "address" | "browser">;

/** Writing each use would cost a write a second a person; idle limits are minutes. */
const SEEN_EVERY_SECONDS = 30;

/** The commands that write what a session keeps of the provider's answer. */
function writeGiven(key: string, { sid, tokens, refreshAt }: ProviderSession): Command {
  return ["HSET", sessionList.sessionName(key), "sid", sid, "tokens", tokens, "refresh-at", tostring(refreshAt)];
}

/**
 * Starts a session and returns its token, which is nowhere stored; undefined where the state can't be written.
 * `user` is the record that the password was checked against: if it has changed since, the session is over already.
 */
export function startSession(user: User, { address, browser }: Origin, beginning: Beginning): string | undefined {
  const { sessionIdleSeconds, sessionMaxSeconds } = settings();
  const { confirmed, given } = beginning;
  const token = newToken();
  const key = tokenKey(token);
  const now = ngx.time();
  const place = sessionList.nextPlace(user.name, sessionMaxSeconds);
  if (place === undefined) return undefined;
  const [, failure] = valkey(
    ["HSET", sessionList.sessionName(key), "user", user.name, "epoch", user.epoch, "created", tostring(now)],
    ["HSET", sessionList.sessionName(key), "seen", tostring(now), "confirmed", tostring(confirmed)],
    ["HSET", sessionList.sessionName(key), "address", address, "browser", browser],
    ...(given === undefined ? [] : [writeGiven(key, given)]),
    ["EXPIRE", sessionList.sessionName(key), sessionIdleSeconds],
    // Spread: at most 4.
    ...sessionList.list(user.name, key, place, sessionMaxSeconds),
  );
  if (failure !== undefined) return undefined;
  sessionList.removeSurplus(user.name);
  return token;
}

/** The command that reads a session; its reply goes to `sessionOf`. */
export function readSession(key: string): Command {
  const fields = ["user", "epoch", "created", "seen", "confirmed", "address", "browser", "sid", "refresh-at"];
  return ["HMGET", sessionList.sessionName(key), ...fields];
}

/** The live session of a `readSession` reply; undefined where there is none or its absolute limit is over. */
export function sessionOf(reply: unknown): Session | undefined {
  const values = reply as (string | undefined)[];
  const user = text(values[0]);
  const epoch = text(values[1]);
  const created = tonumber(text(values[2]));
  const seen = tonumber(text(values[3]));
  if (user === undefined || epoch === undefined || created === undefined || seen === undefined) return undefined;
  if (ngx.time() - created >= settings().sessionMaxSeconds) return undefined;
  const confirmed = tonumber(text(values[4])) ?? 0;
  const [address, browser] = [text(values[5]) ?? "", text(values[6]) ?? ""];
  const [sid, refreshAt] = [text(values[7]) ?? "", tonumber(text(values[8])) ?? 0];
  return { user, epoch, created, seen, confirmed, address, browser, sid, refreshAt };
}

/** The provider's tokens of a session, sealed; undefined where there are none, the second result where the state fails. */
export function sealedTokens(key: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["HMGET", sessionList.sessionName(key), "tokens"]);
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(text(texts(replies[0])[0]));
}

/**
 * Writes what the provider has answered since into a session. Where the session has ended meanwhile, what is written
 * is no session, since it lacks all the rest, and runs out.
 */
export function renewGiven(key: string, session: Session, given: ProviderSession): boolean {
  const expire: Command = ["EXPIRE", sessionList.sessionName(key), secondsLeft(session)];
  const [, failure] = valkey(["MULTI"], writeGiven(key, given), expire, ["EXEC"]);
  return failure === undefined;
}

/** Puts off the next question to the provider. */
export function putOffRefresh(key: string, session: Session, refreshAt: number): void {
  const expire: Command = ["EXPIRE", sessionList.sessionName(key), secondsLeft(session)];
  valkey(["MULTI"], ["HSET", sessionList.sessionName(key), "refresh-at", tostring(refreshAt)], expire, ["EXEC"]);
}

function secondsLeft(session: Session): number {
  const { sessionIdleSeconds, sessionMaxSeconds } = settings();
  return math.max(1, math.min(sessionIdleSeconds, session.created + sessionMaxSeconds - ngx.time()));
}

/** The commands that note a use of the session, where the last note is old enough; else none. */
export function touchSession(key: string, session: Session): Command[] {
  const now = ngx.time();
  if (now - session.seen < SEEN_EVERY_SECONDS) return [];
  return [
    ["HSET", sessionList.sessionName(key), "seen", tostring(now)],
    ["EXPIRE", sessionList.sessionName(key), secondsLeft(session)],
  ];
}

/**
 * Notes that the person was authenticated again, and moves the session to a new token, which is returned: the old one is
 * worth nothing, but for verdicts of the last second, which requests under way still use. The session's absolute
 * limit stays. Undefined where the session is over, or the state can't be written.
 */
export function confirmSession(key: string, { confirmed, given }: Beginning): string | undefined {
  const [replies] = valkey(readSession(key));
  const session = replies === undefined ? undefined : sessionOf(replies[0]);
  if (session === undefined) return undefined;
  const token = newToken();
  const next = tokenKey(token);
  const { user, epoch, created, address, browser } = session;
  const now = tostring(ngx.time());
  const [places] = valkey(sessionList.readPlace(user, key));
  const place = places === undefined ? undefined : text(places[0]);
  if (place === undefined) return undefined;
  const [done, failure] = valkey(
    ["MULTI"],
    ["DEL", sessionList.sessionName(key)],
    sessionList.unlist(user, key),
    ["HSET", sessionList.sessionName(next), "user", user, "epoch", epoch, "created", tostring(created)],
    ["HSET", sessionList.sessionName(next), "seen", now, "confirmed", tostring(confirmed)],
    ["HSET", sessionList.sessionName(next), "address", address, "browser", browser],
    ...(given === undefined ? [] : [writeGiven(next, given)]),
    ["EXPIRE", sessionList.sessionName(next), secondsLeft(session)],
    // Spread: at most 4.
    ...sessionList.list(user, next, place, settings().sessionMaxSeconds),
    ["EXEC"],
  );
  if (failure !== undefined) return undefined;
  // Somebody has ended it since it was read: it must not go on under the new token.
  const [removed] = done[done.length - 1] as readonly unknown[];
  if (removed === 1) return token;
  endSession(next, user);
  return undefined;
}

/** Ends one session; says whether that is certain. */
export function endSession(key: string, user: string): boolean {
  return sessionList.endSessions([key], user);
}
