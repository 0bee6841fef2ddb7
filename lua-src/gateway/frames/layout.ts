import { type DataSet, NUMBER_OF_FRAMES, readDataSet } from "./data-set";
import type { Effort } from "./effort";
import { UNDEFINED_LENGTH } from "./element";
import { readFileMeta } from "./file-meta";
import { lacksSize, nativeFrameBytes } from "./native";
import { findTable, type OffsetTable } from "./offset-table";
import type { Source } from "./source";
import { syntaxOf } from "./syntaxes";

/** Where the frames of a file are. */
export interface Layout extends OffsetTable {
  readonly transferSyntax: string;
  /** 0 where native pixels cannot be told apart, since the file does not say how many there are in a row. */
  readonly frames: number;
  /**
   * Of one native frame, the first of which begins at `at`; 0 where frames are encapsulated. With one bit a pixel a frame
   * may end within a byte: a bit is an eighth.
   */
  readonly frameBytes: number;
}

/** Heads of elements that are read of one file at most; one of 2,000 frames in the enhanced form has 120,000. */
const MOST_ELEMENTS = 200_000;
const MOST_FRAMES = 1_000_000;

/**
 * Reads a DICOM file (PS3.10, section 7) up to its pixels. Undefined where it is none, or one whose frames can't be told
 * apart by arithmetic or offsets: those are the archive's own affair.
 */
export function readLayout(source: Source): Layout | undefined {
  const effort: Effort = { left: MOST_ELEMENTS };
  const meta = readFileMeta(source, effort);
  if (meta === undefined) return undefined;
  const { transferSyntax, endsAt } = meta;
  const syntax = syntaxOf(transferSyntax);
  if (syntax === undefined) return undefined;
  const dataSet = readDataSet(source, endsAt, syntax.explicit, effort);
  const frames = frameCount(dataSet);
  if (dataSet === undefined || frames === undefined) return undefined;
  const { pixels } = dataSet;
  if (syntax.encapsulated) {
    const isEncapsulated = pixels.length === UNDEFINED_LENGTH && pixels.vr === "OB";
    const table = isEncapsulated ? findTable(source, dataSet, frames) : undefined;
    return table === undefined ? undefined : { transferSyntax, frames, frameBytes: 0, ...table };
  }
  if (lacksSize(dataSet)) return { transferSyntax, frames: 0, frameBytes: 0, at: 0, tableAt: 0, entryBytes: 0 };
  const frameBytes = nativeFrameBytes(dataSet, frames);
  if (frameBytes === undefined || pixels.valueAt + pixels.length > source.size) return undefined;
  return { transferSyntax, frames, frameBytes, at: pixels.valueAt, tableAt: 0, entryBytes: 0 };
}

/** Number of Frames is an integer string (PS3.5, section 6.2); without it, or without a value, there is one. */
function frameCount(dataSet: DataSet | undefined): number | undefined {
  const value = dataSet?.values[NUMBER_OF_FRAMES];
  if (value === undefined || value === "") return 1;
  const [digits] = string.match(value, "^ *(%d+)[ %z]*$");
  const frames = tonumber(digits);
  return frames !== undefined && frames >= 1 && frames <= MOST_FRAMES ? frames : undefined;
}
