import { isUid } from "../../shared/policy/uid";
import type { SearchQuery } from "../dicomweb/search";
import type { Transaction } from "../dicomweb/transaction";

/** The subject of searches over all studies: any change of the archive concerns them. No study has such a UID. */
export const SEARCHES = "search";

const STUDY_INSTANCE_UID = "0020000D";

/**
 * The only study that a search can find, if there is one: viewers begin with such a search. What it returns is that
 * study's alone, since no field counts the patient's other studies (dicomweb/attributes.ts).
 */
function onlyStudy({ filters }: SearchQuery): string | undefined {
  return filters.find(({ tag, value }) => tag === STUDY_INSTANCE_UID && isUid(value))?.value;
}

/**
 * What an answer depends on: the study of this UID, or SEARCHES. undefined for an answer that is not kept: whole studies
 * and series are asked for once, files are not patient data that a viewer asks for again, and Orthanc gives XML without
 * a length, so that nobody could see whether it is whole.
 */
export function subjectOf(t: Transaction): string | undefined {
  // No `switch`: it becomes a loop in Lua, and LuaJIT compiles nothing that leads to one.
  if (t.kind === "RetrieveFrames" || t.kind === "RetrieveBulkData") return t.study;
  if (t.kind === "RetrieveRendered" || t.kind === "RetrieveThumbnail") return t.study;
  if (t.kind === "RetrieveStudy" || t.kind === "RetrieveSeries" || t.kind === "RetrieveInstance") return undefined;
  if (t.kind === "StoreInstances" || t.mediaType !== "application/dicom+json") return undefined;
  if (t.kind === "SearchStudies") return onlyStudy(t.query) ?? SEARCHES;
  // Of metadata it always is the study; searches for series and instances need not name one.
  return t.study ?? SEARCHES;
}

/** Whether it is a search, whose answer shows what those may see who have asked, and no others. */
export function isSearch(t: Transaction): boolean {
  return t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances";
}
