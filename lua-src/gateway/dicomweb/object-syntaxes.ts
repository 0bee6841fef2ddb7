/**
 * In which transfer syntaxes a client takes whole objects (PS3.18, section 8.7.3.5.2). They are sent as they are stored;
 * whether that is one of these the archive's index says (queue/check-syntaxes.ts).
 */
import { isAnyApplication, isMultipartRange } from "./accept";
import { parseMediaRanges, type MediaRange } from "./media-range";
import { collect, isSingleWanted } from "./single-part";
import { parseUid } from "./uid";

/** UIDs of transfer syntaxes; none at all if any will do, since each file names its own. */
export type ObjectSyntaxes = readonly string[];

const ANY: ObjectSyntaxes = [];
const FILE = "application/dicom";

/** How a client takes whole objects. */
export interface ObjectAnswers {
  /** The transfer syntaxes of files in a multipart answer; undefined if the client takes none. */
  readonly parts: ObjectSyntaxes | undefined;
  /** Those of one file by itself. */
  readonly single: ObjectSyntaxes | undefined;
  /** Whether one file is to be answered by itself. */
  readonly isSingleWanted: boolean;
}

const ANY_PARTS: ObjectAnswers = { parts: ANY, single: undefined, isSingleWanted: false };

/** How an Accept header allows DICOM files. */
export function objectAnswers(accept: string | undefined): ObjectAnswers {
  if (accept === undefined || accept === "" || accept === "*/*") return ANY_PARTS;
  const ranges = parseMediaRanges(accept);
  const parts = collect(ranges, (range) => {
    if (range.mediaType === "*/*") return "*";
    if (!isMultipartRange(range) || (range.type !== FILE && !isAnyApplication(range))) return undefined;
    return syntaxOf(range);
  });
  const single = collect(ranges, (range) => (range.mediaType === FILE ? syntaxOf(range) : undefined));
  return { parts: parts?.list, single: single?.list, isSingleWanted: isSingleWanted(single, parts) };
}

function syntaxOf({ transferSyntax = "*" }: MediaRange): string | undefined {
  return transferSyntax === "*" ? "*" : parseUid(transferSyntax);
}
