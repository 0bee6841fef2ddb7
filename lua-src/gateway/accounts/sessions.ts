import { endSessions, sessionKeys } from "./session-list";
import { readSession, sessionOf } from "./session-record";
import { notice } from "../log";
import { valkeyMany } from "../state/valkey";
import { failure, failureOf, stateFailure, type Result } from "./failure";
import { loadUser } from "./people";

/**
 * A person's sessions. See users.ts for failures.
 *
 * @module
 */
export interface SessionSummary {
  /** Public: the first 12 characters of the hash under which the session is stored. */
  readonly id: string;
  /** Unix seconds; `seenAt` is at most half a minute behind. */
  readonly createdAt: number;
  readonly seenAt: number;
  readonly address: string;
  /** Browser and system, e.g. "Firefox, Windows"; "" for unknown. */
  readonly browser: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

interface Found {
  readonly key: string;
  readonly summary: SessionSummary;
}

const ID_LENGTH = 12;
const idOf = (key: string): string => string.sub(key, 1, ID_LENGTH);

function find(user: string, currentKey: string): Result<Found[]> {
  const [account, unknown] = loadUser(user);
  if (account === undefined) return $multi(undefined, unknown);
  const keys = sessionKeys(user);
  if (keys === undefined) return $multi(undefined, failure("state-unavailable"));
  const [replies, unavailable] = valkeyMany(keys.map((key) => readSession(key)));
  if (replies === undefined) return $multi(undefined, stateFailure(unavailable));
  const found: Found[] = [];
  keys.forEach((key, index) => {
    const session = sessionOf(replies[index]);
    if (session === undefined || session.user !== user || session.epoch !== account.epoch) return;
    const { created, seen, address, browser } = session;
    const current = key === currentKey;
    found.push({ key, summary: { id: idOf(key), createdAt: created, seenAt: seen, address, browser, current } });
  });
  return $multi(found);
}

/** A person's sessions, the oldest first; `currentKey` is the key of the one that asks (X-Session-Key), or "". */
export function listSessions(user: string, currentKey: string): Result<SessionSummary[]> {
  const [found, problem] = find(user, currentKey);
  if (found === undefined) return $multi(undefined, problem);
  return $multi(found.map(({ summary }) => summary));
}

/** Ends the sessions of a person that are chosen; returns how many. */
function endChosen(user: string, currentKey: string, choose: (summary: SessionSummary) => boolean): Result<number> {
  const [found, problem] = find(user, currentKey);
  if (found === undefined) return $multi(undefined, problem);
  const keys = found.filter(({ summary }) => choose(summary)).map(({ key }) => key);
  if (!endSessions(keys, user)) return $multi(undefined, failure("state-unavailable"));
  if (keys.length > 0) notice("sessions ended", { user, count: keys.length });
  return $multi(keys.length);
}

/** Ends one session of a person, by its public id. */
export function endSessionById(user: string, id: string): Result<true> {
  const [count, problem] = endChosen(user, "", (summary) => summary.id === id);
  if (count === undefined) return $multi(undefined, problem);
  if (count === 0) return $multi(undefined, failureOf("no-such-session", id));
  return $multi(true);
}

/** Ends a person's sessions but the one that asks; with "" for `currentKey`, all of them. Returns how many. */
export function endOtherSessions(user: string, currentKey: string): Result<number> {
  return endChosen(user, currentKey, ({ current }) => !current);
}
