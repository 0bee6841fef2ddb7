/**
 * An epoch is a number in Valkey that every change of what it stands for raises: `epoch` for the whole archive,
 * `epoch:<StudyInstanceUID>` for a study, `epoch:search` for searches. Keys of the cache hold epochs, so that an answer
 * from before a change is never found after it.
 *
 * A worker knows an epoch for at most a second, which is the bound of other gateways' changes. Of changes that go
 * through this gateway it knows at once, by counters that all workers share: see writes.ts.
 *
 * @module
 */
import * as rand from "openssl.rand";

import { recallShared, share, sharedCount } from "../state/shared";
import { text, texts, valkey } from "../state/valkey";

const KNOWN_SECONDS = 1;

/** The subject of a change that nobody can tell more about. */
export const EVERYTHING = "*";

/** What a counter of `writes` grows by when a change is settled; one under way counts 1. */
export const SETTLED = 100_000;

/** The key of a subject's epoch in Valkey. */
export function epochKey(subject: string): string {
  return subject === EVERYTHING ? "epoch" : `epoch:${subject}`;
}

type Looked = LuaMultiReturn<[string, undefined?] | [undefined, string]>;

/** A first epoch that no earlier state, which has been lost, has ever had. */
export function firstEpoch(): string {
  let epoch = 0;
  for (const [byte = ""] of string.gmatch(rand.bytes(5), ".")) epoch = epoch * 256 + string.byte(byte);
  return string.format("%.0f", epoch + 1);
}

/** The whole archive's epoch, begun where there is none. */
export function globalEpoch(): Looked {
  const [replies, failure] = valkey(["SET", "epoch", firstEpoch(), "NX"], ["GET", "epoch"]);
  if (replies === undefined) return $multi(undefined, failure);
  const epoch = text(replies[1]);
  if (epoch === undefined) return $multi(undefined, "no epoch");
  return $multi(epoch);
}

function lookUp(subject: string, key: string): Looked {
  const [replies, failure] = valkey(["MGET", "epoch", epochKey(subject)]);
  if (replies === undefined) return $multi(undefined, failure);
  // A value that is missing comes as ngx.null, which is no text.
  const values = texts(replies[0]) as unknown[];
  let global = text(values[0] as string);
  if (global === undefined) {
    const [begun, broken] = globalEpoch();
    if (begun === undefined) return $multi(undefined, broken);
    global = begun;
  }
  const epoch = `${global}.${text(values[1] as string) ?? "0"}`;
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
