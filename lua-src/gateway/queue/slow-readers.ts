/**
 * Orthanc holds an answer in memory until its reader has it. A client may read a large answer slowly, until somebody
 * else waits for that memory: then the answer breaks off.
 *
 * @module
 */
import { askedBy } from "./await-bytes";
import { isWanted, poolOf } from "./pools";

/** After this many seconds a reader's rate counts. */
const GRACE_SECONDS = 60;
/** Bytes per second. */
const LEAST_RATE = 1024 * 1024;
/** How often the rate is checked. */
const LOOK_EVERY_SECONDS = 1;
/** How long somebody else must have waited: for room that comes in a moment, no answer should break off. */
const WANTED_SECONDS = 3;

interface Reader {
  readonly person: string;
  readonly since: number;
  received: number;
  lookAt: number;
}

/** The field of `ngx.ctx` that has it. */
const READER = "reader of much";

/** The reader of this answer, from its first bytes on; undefined if the answer takes no bytes of the large pool. */
function readerHere(): Reader | undefined {
  const known = ngx.ctx[READER] as Reader | undefined;
  if (known !== undefined) return known;
  const asked = askedBy(ngx.var["request_id"] ?? "");
  if (asked === undefined || poolOf(asked.bytes) === "small") return undefined;
  const since = ngx.now();
  const reader: Reader = { person: asked.person, since, received: 0, lookAt: since + GRACE_SECONDS };
  ngx.ctx[READER] = reader;
  return reader;
}

/** Whether the reader is too slow while somebody else waits. Body filter phase. */
function isTooSlow(): boolean {
  const reader = readerHere();
  if (reader === undefined) return false;
  const piece = ngx.arg[0];
  reader.received += piece === undefined ? 0 : piece.length;
  const now = ngx.now();
  if (now < reader.lookAt) return false;
  reader.lookAt = now + LOOK_EVERY_SECONDS;
  if (reader.received >= LEAST_RATE * (now - reader.since)) return false;
  return isWanted("large", reader.person, WANTED_SECONDS);
}

/** Breaks the answer off if its reader is too slow, so that nobody takes it for a whole one. Body filter phase. */
export function breakOffSlow(): void {
  // In this phase there is no other way to end an answer.
  if (isTooSlow()) error("read too slowly while others wait", 0);
}
