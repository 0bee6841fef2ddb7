/** Attributes of a Store Instances Response (PS3.18, table 10.5.3-1; PS3.6, table 6-1). */
export interface AttributeName {
  readonly tag: string;
  readonly vr: "LO" | "SQ" | "UI" | "UR" | "US";
  /** "" for a private one. */
  readonly keyword: string;
}

const name = (tag: string, vr: AttributeName["vr"], keyword: string): AttributeName => ({ tag, vr, keyword });

export const SOP_CLASS = name("00081150", "UI", "ReferencedSOPClassUID");
export const SOP_INSTANCE = name("00081155", "UI", "ReferencedSOPInstanceUID");
export const RETRIEVE_URL = name("00081190", "UR", "RetrieveURL");
export const FAILURE_REASON = name("00081197", "US", "FailureReason");
export const FAILED_SOPS = name("00081198", "SQ", "FailedSOPSequence");
export const REFERENCED_SOPS = name("00081199", "SQ", "ReferencedSOPSequence");
export const OTHER_FAILURES = name("0008119A", "SQ", "OtherFailuresSequence");

/**
 * The word for a failure, since many have one Failure Reason: a private attribute (PS3.5, section 7.8), which readers
 * that do not know its creator pass over.
 */
export const PRIVATE_CREATOR = "COLLIMATOR";
export const FAILURE_WORD = name("00091001", "LO", "");
