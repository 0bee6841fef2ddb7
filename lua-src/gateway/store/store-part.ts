/** One part, which has been inspected, on its way into the archive: what becomes of it is known before it is told. */
import { askFreeBytes, freeBytes, hasJustRefused, roomOf } from "../archive/disk";
import { report } from "../log";
import { hasDataSetOf, lookUp, storedDigest, type Taken } from "./archive";
import { type HeldPart, md5Of } from "./held-part";
import { RETURN_SECONDS } from "./limits";
import type { Facts, Fault } from "./types";
import { type Sending, sendWatched } from "./watched-part";

const LOOK_EVERY_SECONDS = 1;

/**
 * Whether an instance that Orthanc knows by this identifier is what the part is; undefined where it does not tell, or not
 * yet: it is being stored.
 */
function isSame(id: string, part: HeldPart, facts: Facts): boolean | undefined {
  const stored = storedDigest(id);
  if (stored === undefined || stored === "") return undefined;
  return stored === md5Of(part, facts.hasForeignPreamble) || hasDataSetOf(id, part);
}

/** What the archive has under the part's SOP Instance UID: the same, something else, or nothing. */
function findStored(part: HeldPart, facts: Facts): "same" | "other" | "nothing" | undefined {
  const found = lookUp(facts.sopInstance);
  if (found === undefined) return undefined;
  let what: "other" | "nothing" = "nothing";
  for (const { type, id } of found) {
    if (type !== "Instance") continue;
    const same = isSame(id, part, facts);
    if (same !== false) return same === true ? "same" : undefined;
    what = "other";
  }
  return what;
}

/**
 * After an answer that says nothing, or none: asks whether the instance is there with these bytes. An archive that has
 * just gone away is given some seconds to come back.
 */
function afterwards(part: HeldPart, facts: Facts, fault: Fault): Fault | undefined {
  const endsAt = ngx.now() + RETURN_SECONDS;
  for (;;) {
    const found = findStored(part, facts);
    if (found === "same") return undefined;
    if (found !== undefined || ngx.now() >= endsAt) return fault;
    ngx.sleep(LOOK_EVERY_SECONDS);
  }
}

/** Whether a part would leave less free than there has to be. */
function isTooLarge({ bytes }: HeldPart, free: number | undefined): boolean {
  return free !== undefined && roomOf(free - bytes) === "full";
}

/** What Orthanc's answer means; of its statuses none goes further. */
function meaningOf(taken: Taken, part: HeldPart, facts: Facts): Fault | undefined {
  const { status, did, id } = taken;
  if (status === 200 && did === "Success") return undefined;
  if (status === 200 && did === "AlreadyStored") {
    const same = isSame(id, part, facts);
    return same === true
      ? undefined
      : same === false
        ? "different-content"
        : afterwards(part, facts, "archive-unavailable");
  }
  // Its filter has: the only reason for which it does is that a UID belongs to somebody else.
  if (status === 200 && did === "FilteredOut") return "uid-collision";
  if (status === 401 || status === 403) {
    report("the archive refuses the gateway's own user for uploads");
    return "archive-refused";
  }
  // So it says of a full disk, too, and of what its own scripts make of an instance.
  if (status === 500 || status === 507) {
    const isFull = isTooLarge(part, askFreeBytes()) || hasJustRefused();
    return afterwards(part, facts, isFull ? "archive-full" : "archive-failed");
  }
  return "archive-refused";
}

/** Of a part that the archive has no room for, and that is not sent: it may be there already. */
function withoutRoom(part: HeldPart, facts: Facts): Fault | undefined {
  const found = findStored(part, facts);
  if (found === "same") return undefined;
  if (found === "other") return "different-content";
  return found === "nothing" ? "archive-full" : "archive-unavailable";
}

/** Whether Orthanc says that it has left all as it was: it could not read the part, has its like, or its filter refuses it. */
function isUntouched({ status, did }: Taken): boolean {
  return status === 400 || (status === 200 && (did === "FilteredOut" || did === "AlreadyStored"));
}

/**
 * Sends a part to the archive. No fault once it is known to be there with these bytes, else why it is not; and whether the
 * archive has changed nothing for it. What was there already counts as a change: who has stored it may have done so just now.
 */
export function storePart(
  part: HeldPart,
  facts: Facts,
  sending: Sending,
): LuaMultiReturn<[fault: Fault | undefined, isUnchanged: boolean]> {
  // What is known is some seconds old.
  if (isTooLarge(part, freeBytes()) && isTooLarge(part, askFreeBytes())) {
    const missing = withoutRoom(part, facts);
    return $multi(missing, missing !== undefined);
  }
  const [taken, failure, mayBeThere] = sendWatched(part, facts, sending);
  if (taken === undefined) return $multi(mayBeThere ? afterwards(part, facts, failure) : failure, !mayBeThere);
  const fault = meaningOf(taken, part, facts);
  return $multi(fault, fault !== undefined && isUntouched(taken));
}
