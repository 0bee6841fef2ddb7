import { plain } from "./plain";
import type { Tags } from "./rest";

/**
 * The SOP Instance UID of what a plugin puts in place of an object that is beyond what the gateway takes by HTTP
 * (scripts/docker/orthanc-received.c).
 */
const REFUSED = "2.25.188374073512223705517719999627836334574";

const textOf = (value: unknown): string => plain(type(value) === "string" ? (value as string) : undefined);

/** "Data set does not match SOP class", and "cannot understand" (PS3.4, table B.2-1). */
const OTHER_CONTENT = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;

/** What was wrong with an object of which this is in the place, and its status; undefined for all others. */
export function refusedObject(dicom: Tags): { readonly why: string; readonly status: number } | undefined {
  if (dicom["SOPInstanceUID"] !== REFUSED) return undefined;
  const fault = textOf(dicom["PatientID"]);
  const why = `${fault} (SOP instance ${textOf(dicom["StudyInstanceUID"])})`;
  return { why, status: fault === "different-content" ? OTHER_CONTENT : CANNOT_UNDERSTAND };
}
