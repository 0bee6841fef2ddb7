/**
 * In which transfer syntaxes a client takes whole objects (PS3.18, section 8.7.3.5.2). They are sent as they are stored;
 * whether that is one of these the archive's index says (queue/check-syntaxes.ts).
 */
import { isAnyApplication, isMultipartRange } from "./accept";
import { parseMediaRanges } from "./media-range";
import { parseUid } from "./uid";

/** UIDs of transfer syntaxes; none at all if any will do, since each file names its own. */
export type ObjectSyntaxes = readonly string[];

const ANY: ObjectSyntaxes = [];

/** The transfer syntaxes that an Accept header allows; undefined if it allows no DICOM files. */
export function objectSyntaxes(accept: string | undefined): ObjectSyntaxes | undefined {
  if (accept === undefined || accept === "" || accept === "*/*") return ANY;
  const syntaxes: string[] = [];
  for (const range of parseMediaRanges(accept)) {
    if (range.mediaType === "*/*") return ANY;
    if (!isMultipartRange(range) || (range.type !== "application/dicom" && !isAnyApplication(range))) continue;
    const { transferSyntax = "*" } = range;
    if (transferSyntax === "*") return ANY;
    const uid = parseUid(transferSyntax);
    if (uid !== undefined) syntaxes.push(uid);
  }
  return syntaxes.length === 0 ? undefined : syntaxes;
}
