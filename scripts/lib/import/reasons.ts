import { NO_ANSWER, type Words } from "../../../ohif-config/upload/answer";
import { wordsOfReason } from "../../../ohif-config/upload/words";

/** What an import says in other words than the page for uploads, or besides. */
const OWN: Readonly<Record<string, string | undefined>> = {
  "refused.too-large": "This is larger than UPLOAD_LIMIT.",
  "refused.store-too-large": "This is larger than UPLOAD_LIMIT.",
  "refused.zip": "A ZIP file within a folder or another ZIP file. Name it on the command line, or unpack it.",
  "skipped.link": "a symbolic link; what it leads to is imported if it is in the folder itself",
  "skipped.no file": "a device, a pipe or a socket",
  "skipped.dicomdir": "a DICOMDIR, the table of contents of a CD; the images that it names are imported",
  "skipped.not-dicom": "no DICOM file, by its content",
};

/** A line of the table: the reason, and what it means if that is known. */
export function explained(what: "skipped" | "refused", reason: string): string {
  const meaning = OWN[`${what}.${reason}`] ?? wordsOfReason(what, reason);
  return meaning === reason ? reason : `${reason}: ${meaning}`;
}

/** Why an import waits or ends: what the gateway does, as the rest of a sentence. */
export const ANSWER_WORDS: Words = {
  answers: (status, sentence) => `answers ${status}${sentence === "" ? "" : `: ${sentence}`}`,
  broken: (cause = "") => `gives no answer: ${cause}`,
  unfit: () => "its answer does not fit",
  full: () => "has no room left on the archive's disk",
  busy: (reason) => (reason === NO_ANSWER ? "gives no answer, or a proxy answers with errors" : `says ${reason}`),
};
