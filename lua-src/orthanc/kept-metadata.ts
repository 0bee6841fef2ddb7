/**
 * The DICOMweb plugin keeps the metadata of a series as an attachment of it, and takes that for right as long as the
 * series has the same instances, by their UIDs. One that is deleted and stored anew with other content under its UID
 * would be shown as it was before. So what is kept goes before an instance is stored: of each series once, and again
 * after anything has been deleted, for what is written later can only be wrong by another deletion.
 *
 * @module
 */
import { newMemory, refresh, remember } from "./memory";
import { lookup, type Tags } from "./rest";

/** Where the plugin keeps it (SERIES_METADATA_ATTACHMENT_ID in its source). */
const ATTACHMENT = "4301";

// Orthanc's functions (https://orthanc.uclouvain.be/book/users/lua.html): undefined is what is not there.
declare function RestApiGet(uri: string, builtin: boolean): string | undefined;
declare function RestApiDelete(uri: string, builtin: boolean): unknown;
declare function GetOrthancConfiguration(): Readonly<Record<string, unknown>>;

/** Series of which nothing that is kept can be wrong. */
const known = newMemory<true>();

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
  const isLasting = refresh(known);
  if (known.entries[seriesUid] === true) return;
  const found = lookup(seriesUid);
  if (found === undefined) return;
  for (const { Type, ID } of found) {
    if (Type === "Series") forgetSeries(ID);
  }
  // Each instance that is overwritten is a deletion.
  if (isLasting && !isOverwriting()) remember(known, seriesUid, true);
}

/** Before an instance is stored; where nothing can be forgotten, nothing is lost either. */
export function forgetKept(dicom: Tags): void {
  const seriesUid = dicom["SeriesInstanceUID"];
  if (type(seriesUid) === "string") pcall(forget, seriesUid as string);
}
