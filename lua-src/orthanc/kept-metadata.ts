/**
 * The DICOMweb plugin keeps the metadata of a series as an attachment of it, and takes that for right as long as the
 * series has the same instances, by their UIDs. One that is deleted and stored anew with other content under its UID
 * would be shown as it was before. So what is kept goes before an instance is stored: of each series once, and again
 * after anything has been deleted, for what is written later can only be wrong by another deletion.
 *
 * @module
 */

/** Where the plugin keeps it (SERIES_METADATA_ATTACHMENT_ID in its source). */
const ATTACHMENT = "4301";

/**
 * Says that nothing has been deleted since it was written. A file, since Orthanc runs its two hooks in two Lua states of
 * their own, which share nothing else; and one that deletions remove, since that can't fail for want of room.
 */
const NOTHING_DELETED = "/tmp/nothing-deleted";
/** Whoever asked for a deletion does not wait for longer: until then it may be under way. */
const DELETION_SECONDS = 120;
/** Series that are remembered; of more all are looked at again. */
const MOST_KNOWN = 10_000;

/** An answer of `/tools/lookup`. */
interface Found {
  readonly Type: string;
  readonly ID: string;
}

// Orthanc's functions (https://orthanc.uclouvain.be/book/users/lua.html): undefined is what is not there.
declare function RestApiPost(uri: string, body: string, builtin: boolean): string | undefined;
declare function RestApiGet(uri: string, builtin: boolean): string | undefined;
declare function RestApiDelete(uri: string, builtin: boolean): unknown;
declare function ParseJson(text: string): unknown;
declare function GetOrthancConfiguration(): Readonly<Record<string, unknown>>;

/** By their UIDs: series of which nothing that is kept can be wrong. */
let known: Record<string, true | undefined> = {};
let count = 0;
let deletingUntil = 0;

function lookAnew(): void {
  known = {};
  count = 0;
}

/** Before Orthanc deletes something by HTTP, which is the only way here. */
export function noteDeletion(): void {
  os.remove(NOTHING_DELETED);
}

/** Whether nothing was or may be being deleted since the series that are known were looked at. */
function isQuiet(): boolean {
  const [mark] = io.open(NOTHING_DELETED);
  if (mark !== undefined) {
    mark.close();
    return os.time() >= deletingUntil;
  }
  lookAnew();
  deletingUntil = os.time() + DELETION_SECONDS;
  const [made] = io.open(NOTHING_DELETED, "w");
  if (made !== undefined) made.close();
  return false;
}

/** Removes what is kept of a series. Only where it is there or may be: Orthanc logs an error of what is not. */
function forgetSeries(id: string): void {
  // A list of names: those that have none are known by their numbers.
  const name = `"${ATTACHMENT}"`;
  const [at] = string.find(RestApiGet(`/series/${id}/attachments`, true) ?? name, name, 1, true);
  if (type(at) === "number") RestApiDelete(`/series/${id}/attachments/${ATTACHMENT}`, true);
}

/** Whether an instance that is there already may be replaced: "Always" or "IfChanged", before Orthanc 1.13 true. */
function isOverwriting(): boolean {
  const setting = GetOrthancConfiguration()["OverwriteInstances"];
  return setting !== undefined && setting !== false && setting !== "Never";
}

function forget(seriesUid: string): void {
  const isLasting = isQuiet();
  if (known[seriesUid] === true) return;
  const found = RestApiPost("/tools/lookup", seriesUid, true);
  if (found === undefined) return;
  for (const { Type, ID } of ParseJson(found) as readonly Found[]) {
    if (Type === "Series") forgetSeries(ID);
  }
  // Each instance that is overwritten is a deletion.
  if (!isLasting || isOverwriting()) return;
  if (count >= MOST_KNOWN) lookAnew();
  known[seriesUid] = true;
  count += 1;
}

/**
 * Orthanc's hook before it stores an instance, however that has come; `dicom` has its tags by their names. Lets all of
 * them in: where nothing can be forgotten, nothing is lost either.
 */
export function receivedInstanceFilter(dicom: Readonly<Record<string, unknown>>): boolean {
  const seriesUid = dicom["SeriesInstanceUID"];
  if (type(seriesUid) === "string") pcall(forget, seriesUid as string);
  return true;
}
