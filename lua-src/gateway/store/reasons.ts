/**
 * What the answer to an upload says of each fault. The words themselves are what the log and pages name.
 *
 * Failure Reasons are those of Store transactions (PS3.18, table I.2-2: those of C-STORE in PS3.4, table B.2-1, and
 * 0110, 0122, 0124 and C122) and, for what is there already, 0111 "duplicate SOP Instance" of PS3.7, section C.5.
 *
 * @module
 */
import type { Fault } from "./types";

/** Failure Reasons. */
const PROCESSING_FAILURE = 0x0110;
const DUPLICATE_INSTANCE = 0x0111;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;
const NOT_AUTHORIZED = 0x0124;
const OUT_OF_RESOURCES = 0xa700;
const DATA_SET_MISMATCH = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;
const TRANSFER_SYNTAX_NOT_SUPPORTED = 0xc122;

export interface Reason {
  /** Failure Reason (0008,1197). */
  readonly code: number;
  /** Of the answer, if no part was stored and this is the first one's fault. */
  readonly status: number;
  /** Of a status that is answered with a problem document, and so with no Failure Reason, a sentence. */
  readonly detail: string | undefined;
}

const CONFLICT = 409;

const because = (code: number, status = CONFLICT, detail?: string): Reason => ({ code, status, detail });

const REASONS: Readonly<Record<Fault, Reason>> = {
  empty: because(CANNOT_UNDERSTAND),
  "not-dicom": because(CANNOT_UNDERSTAND),
  truncated: because(CANNOT_UNDERSTAND),
  malformed: because(CANNOT_UNDERSTAND),
  "nested-too-deep": because(CANNOT_UNDERSTAND),
  "too-many-elements": because(CANNOT_UNDERSTAND),
  "too-much-text": because(CANNOT_UNDERSTAND),
  "bad-deflate": because(CANNOT_UNDERSTAND),
  "inflates-too-far": because(CANNOT_UNDERSTAND),
  "unknown-transfer-syntax": because(TRANSFER_SYNTAX_NOT_SUPPORTED),
  dicomdir: because(SOP_CLASS_NOT_SUPPORTED),
  "bad-uid": because(CANNOT_UNDERSTAND),
  "bad-patient-id": because(CANNOT_UNDERSTAND),
  "no-sop-class": because(DATA_SET_MISMATCH),
  "no-sop-uid": because(DATA_SET_MISMATCH),
  "no-series-uid": because(DATA_SET_MISMATCH),
  "no-study-uid": because(DATA_SET_MISMATCH),
  "other-study": because(DATA_SET_MISMATCH),
  "other-patient": because(DATA_SET_MISMATCH),
  "uid-collision": because(DATA_SET_MISMATCH),
  "different-content": because(DUPLICATE_INSTANCE),
  "not-authorized": because(
    NOT_AUTHORIZED,
    403,
    "The study is not in the archive, and this account or token may only add to studies that are there.",
  ),
  "too-large": because(
    OUT_OF_RESOURCES,
    413,
    "The body is larger than UPLOAD_LIMIT, and no part was whole before that.",
  ),
  cut: because(
    PROCESSING_FAILURE,
    400,
    "The body ends before its first part is known to be whole: what ends a part is the next delimiter, and the last one has " +
      "two hyphens behind the boundary. Nothing was stored.",
  ),
  "archive-full": because(OUT_OF_RESOURCES, 507),
  "gateway-full": because(OUT_OF_RESOURCES, 507),
  "archive-refused": because(CANNOT_UNDERSTAND),
  "archive-failed": because(PROCESSING_FAILURE),
  "archive-crashed": because(PROCESSING_FAILURE),
  "archive-unavailable": because(
    PROCESSING_FAILURE,
    503,
    "The archive does not answer, or has too much to do, and nothing was stored; send it again in a moment.",
  ),
};

/** What is said of a fault. */
export function reasonOf(fault: Fault): Reason {
  return REASONS[fault];
}
