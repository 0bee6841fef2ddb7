import { newToken } from "../opaque-token";
import { text, valkey } from "./valkey";

/** Nothing that is done under a lock takes longer; a lock whose owner has died is free again after it. */
const LOCK_SECONDS = 30;
const WAIT_SECONDS = 3;
const LOOK_EVERY_SECONDS = 0.05;

function take(key: string, owner: string): boolean | undefined {
  const [replies] = valkey(["SET", key, owner, "NX", "EX", LOCK_SECONDS]);
  return replies === undefined ? undefined : replies[0] === "OK";
}

/** Frees a lock, unless it has run out and is another one's by now. */
function free(key: string, owner: string): void {
  const [replies] = valkey(["GET", key]);
  if (replies !== undefined && text(replies[0]) === owner) valkey(["DEL", key]);
}

/** Runs an action and frees the lock, whatever becomes of the action. */
function runAndFree(key: string, owner: string, action: () => void): void {
  const [ok, failure] = pcall(action);
  free(key, owner);
  if (!ok) error(failure, 0);
}

/** Runs an action unless somebody else runs one under the same lock, or the state does not answer. */
export function ifUnlocked(name: string, action: () => void): void {
  const key = `lock:${name}`;
  const owner = newToken();
  if (take(key, owner) === true) runAndFree(key, owner, action);
}

/**
 * Runs an action while nobody else, in any worker or gateway, runs one under the same lock; waits for it for some
 * seconds. Returns "busy" where the others take too long, "unavailable" where the state does not answer, and
 * otherwise nothing: the action has run.
 */
export function underLock(name: string, action: () => void): "busy" | "unavailable" | undefined {
  const key = `lock:${name}`;
  const owner = newToken();
  const end = ngx.now() + WAIT_SECONDS;
  let taken = take(key, owner);
  while (taken === false && ngx.now() < end) {
    ngx.sleep(LOOK_EVERY_SECONDS);
    taken = take(key, owner);
  }
  if (taken !== true) return taken === false ? "busy" : "unavailable";
  runAndFree(key, owner, action);
  return undefined;
}
