import type { Transaction } from "../dicomweb/transaction";

/** The subject of searches over all studies: any change of the archive concerns them. No study has such a UID. */
export const SEARCHES = "search";

/**
 * What an answer depends on: the study of this UID, or SEARCHES. undefined for an answer that is not kept: whole studies
 * and series are asked for once, files are not patient data that a viewer asks for again, and Orthanc gives XML without
 * a length, so that nobody could see whether it is whole.
 */
export function subjectOf(t: Transaction): string | undefined {
  switch (t.kind) {
    case "RetrieveStudyMetadata":
    case "RetrieveSeriesMetadata":
    case "RetrieveInstanceMetadata":
      return t.mediaType === "application/dicom+json" ? t.study : undefined;
    case "RetrieveFrames":
    case "RetrieveBulkData":
    case "RetrieveRendered":
    case "RetrieveThumbnail":
      return t.study;
    case "SearchStudies":
      return t.mediaType === "application/dicom+json" ? SEARCHES : undefined;
    case "SearchSeries":
    case "SearchInstances":
      return t.mediaType === "application/dicom+json" ? (t.study ?? SEARCHES) : undefined;
    case "RetrieveStudy":
    case "RetrieveSeries":
    case "RetrieveInstance":
    case "StoreInstances":
      return undefined;
  }
}

/** Whether it is a search, whose answer is kept for seconds only and for those who may see the same. */
export function isSearch(t: Transaction): boolean {
  return t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances";
}
