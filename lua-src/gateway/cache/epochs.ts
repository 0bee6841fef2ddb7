/**
 * An epoch is a number in Valkey that every change of what it stands for raises: `epoch` for the whole archive, and fields
 * of the hash `epoch:own`, by StudyInstanceUID for a study and `search` for searches. Keys of the cache hold epochs, so that
 * an answer from before a change is never found after it.
 *
 * Under a new global epoch nothing of before is found, so the hash begins again, empty: that is how it is bounded. Its
 * field `since` says that it has begun under the global epoch in force; a state without it is of an earlier version.
 *
 * A worker knows an epoch for at most a second, which is the bound of other gateways' changes. Of changes that go
 * through this gateway it knows at once, by counters that all workers share: see writes.ts.
 *
 * @module
 */
import * as rand from "openssl.rand";
import { recallShared, share, sharedCount } from "../state/shared";
import { type Command, text, transact, valkey, number, valkeyMany } from "../state/valkey";
import { isUid } from "../../shared/policy/uid";
import { isReserved } from "../state/memory";

const KNOWN_SECONDS = 1;

/** The subject of a change that nobody can tell more about. */
export const EVERYTHING = "*";

/** The subject of searches over all studies: any change of the archive concerns them. No study has such a UID. */
export const SEARCHES = "search";

/** What a counter of `writes` grows by when a change is settled; one under way counts 1. */
export const SETTLED = 100_000;

/** The key of the whole archive's epoch. */
const GLOBAL = "epoch";
/** The hash of all others. */
export const OWN = "epoch:own";
const SINCE = "since";

/** Studies by the time of their last change: a sorted set, by which each gateway removes what it has cached of them. */
export const CHANGED = "epoch:changed";

type Looked = LuaMultiReturn<[string, undefined?] | [undefined, string]>;

/** A first epoch that no earlier state, which has been lost, has ever had. */
function firstEpoch(): string {
  let epoch = 0;
  for (const [byte = ""] of string.gmatch(rand.bytes(5), ".")) epoch = epoch * 256 + string.byte(byte);
  return string.format("%.0f", epoch + 1);
}

/** The commands that raise the whole archive's epoch, with which all others begin again. */
export function raiseGlobal(): Command[] {
  return [
    // Of a state that is new: 1 might be what an older one had.
    ["SET", GLOBAL, firstEpoch(), "NX"],
    ["INCR", GLOBAL],
    ["DEL", OWN],
    ["DEL", CHANGED],
    ["HSET", OWN, SINCE, tostring(ngx.time())],
  ];
}

/** What Valkey has at one moment: the global epoch, whether the others have begun under it, and a subject's own. */
function readOnce(subject: string): LuaMultiReturn<[readonly unknown[], undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["MULTI"], ["GET", GLOBAL], ["HMGET", OWN, SINCE, subject], ["EXEC"]);
  if (replies === undefined) return $multi(undefined, failure);
  const both = replies[3];
  if (type(both) !== "table") return $multi(undefined, "no transaction");
  const [global, own] = both as unknown as readonly [string, readonly string[]];
  return $multi([global, own[0], own[1]]);
}

/** The global epoch and a subject's own, begun where there are none. */
export function currentEpochs(subject: string): LuaMultiReturn<[string, string] | [undefined, string]> {
  for (let tries = 0; tries < 2; tries += 1) {
    const [values, failure] = readOnce(subject);
    if (values === undefined) return $multi(undefined, failure);
    // A value that is missing comes as ngx.null, which is no text.
    const global = text(values[0] as string);
    if (global !== undefined && text(values[1] as string) !== undefined) {
      return $multi(global, text(values[2] as string) ?? "0");
    }
    const [, broken] = transact(raiseGlobal());
    if (broken !== undefined) return $multi(undefined, broken);
  }
  return $multi(undefined, "no epoch");
}

function lookUp(subject: string, key: string): Looked {
  const [global, own] = currentEpochs(subject);
  if (global === undefined) return $multi(undefined, own);
  const epoch = `${global}.${own}`;
  share("epochs", key, epoch, KNOWN_SECONDS);
  return $multi(epoch);
}

/**
 * The epoch of what an answer depends on, `<global>.<own>`. Both undefined while a change of it is under way: then
 * there is neither a hit nor an answer to keep. The second result where the state does not answer.
 *
 * What is known is filed under the counters too: an epoch that was being looked up while a change was settled is
 * filed under the counters of before, where nobody looks any more.
 */
export function epochOf(subject: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const all = sharedCount("writes", EVERYTHING);
  const own = sharedCount("writes", subject);
  if (all % SETTLED !== 0 || own % SETTLED !== 0) return $multi(undefined);
  const key = `${subject} ${all} ${own}`;
  const known = recallShared("epochs", key);
  if (known !== undefined) return $multi(known);
  return lookUp(subject, key);
}

/**
 * So many studies have an epoch of their own, with all that belongs to them some 30 MB. With more the whole archive's is
 * raised in their place: the cache is cold once, and the list is empty again.
 */
const MOST_STUDIES = 100_000;

function raiseOwn(subjects: readonly string[]): boolean {
  const commands: Command[] = [];
  for (const subject of subjects) {
    commands.push(["HINCRBY", OWN, subject, 1]);
    if (isUid(subject)) commands.push(["ZADD", CHANGED, ngx.time(), subject]);
  }
  const [, failure] = valkeyMany(commands);
  return failure === undefined;
}

/** Raises the whole archive's epoch; says whether that is certain. */
export function raiseEverything(): boolean {
  const [replies, failure] = transact(raiseGlobal());
  // A transaction that Valkey does not carry out has no replies.
  return failure === undefined && type(replies[replies.length - 1]) === "table";
}

/** Whether anything can have been cached of a subject: by another UID nobody can ask. */
function isSubject(subject: string): boolean {
  return subject === EVERYTHING || subject === SEARCHES || isUid(subject);
}

/**
 * Raises the epochs of subjects in Valkey, so that no gateway finds what was cached of them once it looks again, within
 * a second. Says whether that is certain; repeating it does no harm.
 */
export function raiseEpochs(subjects: readonly string[]): boolean {
  // A state that is nearly full has no room for the epochs of single studies.
  if (isReserved() || subjects.includes(EVERYTHING)) return raiseEverything();
  const own: string[] = [];
  const seen: Record<string, true | undefined> = {};
  for (const subject of subjects) {
    if (seen[subject] !== true && isSubject(subject)) own.push(subject);
    seen[subject] = true;
  }
  const [counted] = valkey(["HLEN", OWN]);
  if (counted === undefined) return false;
  return number(counted[0], 0) + own.length > MOST_STUDIES ? raiseEverything() : raiseOwn(own);
}
