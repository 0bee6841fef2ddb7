/**
 * What the modules of STOW-RS tell each other: the reader of the body, the inspector of each part, the door, and the
 * answer.
 *
 * @module
 */

/**
 * The next piece of a body: at least one byte, or undefined at the end of the body. With a failure (the reader's own
 * word) undefined means that the body could not be read to its end.
 */
export type Read = () => LuaMultiReturn<[piece: string | undefined, failure?: string]>;

/** Why a part was not stored. `reasons.ts` has a row for each. */
export type Fault =
  // Of the file itself, found by the inspector.
  | "empty"
  | "not-dicom"
  | "truncated"
  | "malformed"
  | "nested-too-deep"
  | "too-many-elements"
  | "too-much-text"
  | "bad-deflate"
  | "inflates-too-far"
  | "unknown-transfer-syntax"
  | "dicomdir"
  | "bad-uid"
  | "bad-patient-id"
  | "no-sop-class"
  | "no-sop-uid"
  | "no-series-uid"
  | "no-study-uid"
  // Of the file beside what the archive has, found by the door.
  | "other-study"
  | "other-patient"
  | "uid-collision"
  | "different-content"
  | "not-authorized"
  // Of the request and the archive.
  | "too-large"
  | "cut"
  | "archive-full"
  | "gateway-full"
  | "archive-refused"
  | "archive-failed"
  | "archive-crashed"
  | "archive-unavailable";

/** Names of an instance; "" where a part has none, or none that is right. */
export interface Identity {
  readonly sopClass: string;
  readonly sopInstance: string;
}

/** What a part's bytes say of it. */
export interface Facts extends Identity {
  readonly transferSyntax: string;
  readonly study: string;
  readonly series: string;
  /**
   * In UTF-8, as Orthanc makes its identifiers of it; "" if there is none. Undefined if only the archive can tell what its
   * bytes mean: a character set with escape sequences, say.
   */
  readonly patientId: string | undefined;
  /** Whether the 128 bytes of the preamble have to be zeroed before anybody else reads the file. */
  readonly hasForeignPreamble: boolean;
  /** What the archive holds of it in memory: the file, and what a deflated data set is inflated to. */
  readonly bytes: number;
  /** Its elements and items. */
  readonly elements: number;
}

/** A part that is in the archive. */
export interface StoredPart extends Identity {
  readonly study: string;
  readonly series: string;
}

/** A part that is not. */
export interface FailedPart extends Identity {
  readonly fault: Fault;
}

/** Representations of a Store Instances Response. */
export type ResponseType = "application/dicom+json" | "application/dicom+xml";

/** A Store Instances Response (PS3.18, section 10.5.3). */
export interface StoreResponse {
  readonly status: number;
  readonly contentType: ResponseType;
  /** Its text in pieces, as `ngx.print` takes them. */
  readonly body: readonly string[];
}
