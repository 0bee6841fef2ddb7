import { NO_ANSWER, type Words } from "../../../ohif-config/upload/answer";

/** What the gateway's reasons mean: all that docs/dicomweb.md has. */
const OF_GATEWAY = {
  empty: "a file without a byte",
  "not-dicom": "it is not a DICOM file",
  truncated: "it ends too early",
  malformed: "its elements contradict each other",
  "nested-too-deep": "more than 60 nested sequences",
  "too-many-elements": "too many elements or fragments",
  "too-much-text": "too much text, or too many values",
  "bad-deflate": "it cannot be inflated",
  "inflates-too-far": "its deflated data set is too large",
  "unknown-transfer-syntax": "the archive knows no such transfer syntax",
  dicomdir: "it is a DICOMDIR",
  "bad-uid": "a UID is not valid",
  "bad-patient-id": "the Patient ID is too long or not text",
  "no-sop-class": "it has no SOP Class UID",
  "no-sop-uid": "it has no SOP Instance UID",
  "no-series-uid": "it has no Series Instance UID",
  "no-study-uid": "it has no Study Instance UID",
  "other-study": "it belongs to another study than the one in the address",
  "other-patient": "the study is another patient's here",
  "uid-collision": "its Study, Series or SOP Instance UID belongs to another object here",
  "different-content": "the archive has another object under its SOP Instance UID",
  "not-authorized": "the study does not exist, and this account or token may create none",
  "too-large": "it is larger than UPLOAD_LIMIT",
  cut: "it did not arrive whole",
  "archive-full": "the archive's disk has no room for it",
  "gateway-full": "the gateway has no room for it",
  "archive-refused": "the archive refuses it",
  "archive-failed": "the archive failed, although it has room",
  "archive-crashed": "the archive's process ended while it was storing it; not sent again for an hour",
  "archive-unavailable": "the archive does not answer, or has too much to do",
};

/** Of what is refused. */
const REFUSED: Readonly<Record<string, string | undefined>> = {
  ...OF_GATEWAY,
  "store-too-large": OF_GATEWAY["too-large"],
  // Of a whole request, of which the file was the only one.
  "archive-busy": "the archive has too much to do",
  [NO_ANSWER]: "the gateway, which is there, gave no answer to it each time",
  zip: "a ZIP file within a folder or another one; name it on the command line, or unpack it",
  encrypted: "the ZIP file has it encrypted",
  "unknown-compression": "the ZIP file has it compressed by another method than deflate",
};

/** Of what is skipped. */
const SKIPPED: Readonly<Record<string, string | undefined>> = {
  junk: "hidden, or left by an operating system",
  link: "a symbolic link; what it leads to is imported if it is in the folder itself",
  "no file": "a device, a pipe or a socket",
  dicomdir: "a DICOMDIR, the table of contents of a CD; the images that it names are imported",
  "not-dicom": "no DICOM file, by its content",
};

/** A line of the table: the reason, and what it means if that is known. */
export function explained(what: "skipped" | "refused", reason: string): string {
  const meaning = what === "skipped" ? SKIPPED[reason] : REFUSED[reason];
  return meaning === undefined ? reason : `${reason}: ${meaning}`;
}

/** Why an import waits or ends: what the gateway does, as the rest of a sentence. */
export const ANSWER_WORDS: Words = {
  answers: (status, sentence) => `answers ${status}${sentence === "" ? "" : `: ${sentence}`}`,
  broken: (cause = "") => `gives no answer: ${cause}`,
  unfit: () => "its answer does not fit",
  full: () => "has no room left on the archive's disk",
  busy: (reason) => (reason === NO_ANSWER ? "gives no answer" : `says ${reason}`),
};
