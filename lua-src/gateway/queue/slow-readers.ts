/**
 * Orthanc holds an answer in memory until its reader has it. Whoever reads a large one slowly may do so, until somebody
 * else waits for the room: then the answer breaks off.
 *
 * @module
 */
import { askedBy } from "./await-bytes";
import { isWanted, poolOf } from "./pools";

/** From so many seconds on a reader's rate counts. */
const GRACE_SECONDS = 60;
/** Bytes in a second. */
const LEAST_RATE = 1024 * 1024;
/** Between two looks at it. */
const LOOK_EVERY_SECONDS = 1;
/** How long somebody else has waited for room: what is given back in a moment is worth no broken answer. */
const WANTED_SECONDS = 3;

interface Reader {
  readonly person: string;
  readonly since: number;
  received: number;
  lookAt: number;
}

/** Where it is kept with the request. */
const READER = "reader of much";

/** The reader of the answer at hand, from its first bytes on; undefined where it is out of the small pool. */
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

/** Whether the request's reader is too slow for those who wait. Body filter phase. */
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

/** Ends the answer in the middle if its reader is too slow: nobody takes it for a whole one. Body filter phase. */
export function breakOffSlow(): void {
  // In this phase there is no other way.
  if (isTooSlow()) error("read too slowly while others wait", 0);
}
