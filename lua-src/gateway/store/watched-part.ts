/** Hands a part to the archive under the breaker's eyes: what has ended the archive twice is not sent. */
import { awaitAlone, settleEnd } from "../breaker/guard-archive";
import { fateOfArchive } from "../breaker/process";
import { type Subject, subjectOf } from "../breaker/subject";
import { acquit, isAccused, isAlone, isAny, leaveAlone, noteBroken } from "../breaker/suspects";
import { LIGHT } from "../queue/kinds";
import { storeInstance, type Taken } from "./archive";
import { type HeldPart, md5Of } from "./held-part";
import { MEMORY_BYTES, STORE_LARGE_SECONDS, STORE_SECONDS } from "./limits";
import type { Facts, Fault } from "./types";

/** Whose part it is, and as which request it is known: one without spaces, which nothing else that is under way has. */
export interface Sending {
  readonly person: string;
  readonly request: string;
}

/** Known again by its bytes: no other file under the same UID stands for it. */
function subjectOfPart(part: HeldPart, facts: Facts, person: string): Subject | undefined {
  const sum = md5Of(part, facts.hasForeignPreamble);
  return sum === undefined ? undefined : subjectOf(`STORE ${sum}`, `STORE ${facts.sopInstance}`, person);
}

/** What is said of a part on which there was no answer, unless it turns out to be stored. */
function faultOfLost(part: HeldPart, subject: Subject | undefined, request: string, sentAt: number): Fault {
  const lostAt = ngx.now();
  const fate = fateOfArchive(lostAt);
  const isTimedOut = lostAt - sentAt >= (part.bytes > MEMORY_BYTES ? STORE_LARGE_SECONDS : STORE_SECONDS);
  if (subject === undefined) return "archive-unavailable";
  if (fate === "ended") return settleEnd(subject, request) ? "archive-crashed" : "archive-unavailable";
  if (fate === "lives" && !isTimedOut) return "archive-refused";
  noteBroken(subject, isAlone(request));
  return "archive-unavailable";
}

/**
 * Sends a part. Without an answer of the archive: the fault, and whether the part may be there all the same.
 */
export function sendWatched(
  part: HeldPart,
  facts: Facts,
  { person, request }: Sending,
): LuaMultiReturn<[taken: Taken] | [taken: undefined, fault: Fault, mayBeThere: boolean]> {
  const known = isAny() ? subjectOfPart(part, facts, person) : undefined;
  if (known !== undefined) {
    const isTurn = awaitAlone(known, request, ngx.now() + LIGHT.seconds);
    if (isAccused(known)) {
      leaveAlone(request, true);
      return $multi(undefined, "archive-crashed", false);
    }
    if (!isTurn) return $multi(undefined, "archive-unavailable", false);
  }
  const sentAt = ngx.now();
  const [taken, failure] = storeInstance(part, facts.hasForeignPreamble);
  if (taken !== undefined && known !== undefined) acquit(known);
  const isLost = taken === undefined && failure === "lost";
  const subject = isLost ? (known ?? subjectOfPart(part, facts, person)) : undefined;
  const fault = isLost ? faultOfLost(part, subject, request, sentAt) : "archive-unavailable";
  leaveAlone(request, true);
  if (taken !== undefined) return $multi(taken);
  return $multi(undefined, fault, isLost);
}
