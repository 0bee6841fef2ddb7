/**
 * Whether what the hooks remember of the archive may have been deleted since. Orthanc deletes by HTTP alone here, so
 * that the filter sees it first.
 *
 * @module
 */

/**
 * Says that nothing has been deleted since it was written. A file, since Orthanc runs its two hooks in two Lua states of
 * their own, which share nothing else; and one that deletions remove, since that can't fail for want of room.
 */
const NOTHING_DELETED = "/tmp/nothing-deleted";
/** Whoever asked for a deletion does not wait for longer: until then it may be under way. */
const DELETION_SECONDS = 120;

let deletions = 0;
let deletingUntil = 0;

/** Before Orthanc deletes something by HTTP. */
export function noteDeletion(): void {
  os.remove(NOTHING_DELETED);
}

function noteNone(): void {
  const [made] = io.open(NOTHING_DELETED, "w");
  if (made !== undefined) made.close();
}

// Orthanc loads its hooks before it answers anybody: no deletion is under way.
noteNone();

/**
 * A number that is another one after each deletion: what was remembered under a former one may be wrong. undefined while
 * a deletion may be under way, and nothing can be remembered.
 */
export function deletionsSoFar(): number | undefined {
  const [mark] = io.open(NOTHING_DELETED);
  if (mark !== undefined) {
    mark.close();
    return os.time() >= deletingUntil ? deletions : undefined;
  }
  deletions += 1;
  deletingUntil = os.time() + DELETION_SECONDS;
  noteNone();
  return undefined;
}

/** How many deletions `deletionsSoFar` has seen, also while one may be under way. */
export function deletionsNoted(): number {
  return deletions;
}
