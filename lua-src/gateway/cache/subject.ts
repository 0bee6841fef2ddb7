import { isUid } from "../../shared/policy/uid";
import type { SearchQuery } from "../dicomweb/search";
import type { Transaction } from "../dicomweb/transaction";
import { SEARCHES } from "./epochs";
import type { Uid } from "../dicomweb/uid";

const STUDY_INSTANCE_UID = "0020000D";

/**
 * The only study that a search can find, if there is one: viewers begin with such a search. What it returns is that
 * study's alone, since no field counts the patient's other studies (dicomweb/attributes.ts).
 */
function onlyStudy({ filters }: SearchQuery): string | undefined {
  return filters.find(({ tag, value }) => tag === STUDY_INSTANCE_UID && isUid(value))?.value;
}

/** What an answer may depend on. */
interface Dependent {
  readonly study?: Uid | undefined;
  readonly mediaType?: string;
}

/**
 * What an answer that may be kept depends on: the study of this UID, or SEARCHES. undefined for XML, which Orthanc gives
 * without a length, so that nobody could see whether it is whole.
 */
export function subjectOf(t: Transaction): string | undefined {
  const { study, mediaType }: Dependent = t;
  if (mediaType === "application/dicom+xml") return undefined;
  if (t.kind === "SearchStudies") return onlyStudy(t.query) ?? SEARCHES;
  // Searches for series and instances need not name one.
  return study ?? SEARCHES;
}

/** Whether it is a search, whose answer shows what those may see who have asked, and no others. */
export function isSearch(t: Transaction): boolean {
  return t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances";
}
