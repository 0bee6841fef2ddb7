/**
 * The DICOMweb plugin keeps the metadata of a series as an attachment of it, and takes that for right as long as the
 * series has the same instances, by their UIDs. One that is deleted and stored anew with other content under its UID
 * would be shown as it was before. So whatever is kept goes before an instance is stored.
 *
 * @module
 */

/** Where the plugin keeps it (SERIES_METADATA_ATTACHMENT_ID in its source). */
const ATTACHMENT = "4301";

/** An answer of `/tools/lookup`. */
interface Found {
  readonly Type: string;
  readonly ID: string;
}

// Orthanc's functions (https://orthanc.uclouvain.be/book/users/lua.html): undefined is what is not there.
declare function RestApiPost(uri: string, body: string, builtin: boolean): string | undefined;
declare function RestApiDelete(uri: string, builtin: boolean): unknown;
declare function ParseJson(text: string): unknown;

function forget(seriesUid: string): void {
  const found = RestApiPost("/tools/lookup", seriesUid, true);
  if (found === undefined) return;
  for (const { Type, ID } of ParseJson(found) as readonly Found[]) {
    if (Type === "Series") RestApiDelete(`/series/${ID}/attachments/${ATTACHMENT}`, true);
  }
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
