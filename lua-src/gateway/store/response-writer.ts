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

/**
 * How a representation writes a data set. What stands around a value does not depend on it: an answer of many parts is
 * put together from the same few texts.
 *
 * @noSelf
 */
export interface ResponseWriter {
  readonly start: string;
  readonly end: string;
  /** Between attributes, and between items. */
  readonly comma: string;
  /** What stands before the value of an attribute, and behind it. */
  readonly before: (name: AttributeName) => string;
  readonly behind: (name: AttributeName) => string;
  /** A value without what would end it. */
  readonly escaped: (value: string) => string;
  /** An attribute without a value. */
  readonly empty: (name: AttributeName) => string;
  readonly sequenceStart: (name: AttributeName) => string;
  readonly sequenceEnd: string;
  /** Of an item, counted from 1. */
  readonly itemStart: (number: number) => string;
  readonly itemEnd: string;
}
