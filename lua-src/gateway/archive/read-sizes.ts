/** What `/tools/find` says of instances' files and pictures. */
import { decodeList } from "../../shared/json";
import { isDeflated, mostInflated } from "../../shared/deflated";
import { isUid } from "../../shared/policy/uid";
import { pieces } from "../../shared/text";

/** Of the files in one place, in bytes. */
export interface Sizes {
  readonly count: number;
  /** Of all files, in the same way. */
  readonly sum: number;
  /** The largest file, as the archive holds it in memory: a deflated one counts as what it may become. */
  readonly file: number;
  /** The largest frame, decoded: compressed, it may be a thousandth of that. `UNKNOWN_FRAME_BYTES` where one may be anything. */
  readonly frame: number;
  /** Of all files, as far as one has many (scripts/docker/orthanc-elements.c). */
  readonly allElements: number;
  /** The most that one file has. */
  readonly elements: number;
  /** The transfer syntaxes of all files, each once, separated by commas; "" if that of one is unknown, or they are too many. */
  readonly syntaxes: string;
}

/** Transfer syntaxes in one place. There are some sixty (PS3.6, table A-1); a study has one or two. */
const MOST_SYNTAXES = 16;

/** More than any frame has. */
export const UNKNOWN_FRAME_BYTES = 1e15;

/** What the size of a frame follows from. */
export const PICTURE_TAGS = ["Rows", "Columns", "SamplesPerPixel", "BitsAllocated"] as const;

/** The most that a value of the VR US says, taken for what is no number. */
const MOST = 65535;

interface FoundInstance {
  readonly Attachments?: readonly { readonly UncompressedSize?: unknown }[];
  readonly RequestedTags?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

function textOf(value: unknown): string {
  return type(value) === "string" ? (value as string) : "";
}

/** What a file of so many bytes takes in memory. */
function loadedSize(bytes: number, metadata: Readonly<Record<string, unknown>> | undefined): number {
  return isDeflated(textOf(metadata?.["TransferSyntax"])) ? bytes + mostInflated(bytes) : bytes;
}

/** The number that a text says; undefined where there is none. */
function shortOf(value: unknown): number | undefined {
  if (type(value) !== "string" || value === "") return undefined;
  const number = tonumber(value);
  return number !== undefined && number >= 0 && number <= MOST ? number : MOST;
}

/** Of the native transfer syntaxes (PS3.5, sections A.1 to A.3) a frame is as large as its file at most. */
const NATIVE: Readonly<Record<string, true | undefined>> = {
  "1.2.840.10008.1.2": true,
  "1.2.840.10008.1.2.1": true,
  "1.2.840.10008.1.2.2": true,
};

/**
 * The size of a frame. Rows, Columns and the like come from the index, which lacks them where the file does, where a text
 * is longer than 256 characters, and of whatever was stored before it had them. So only where no pixels are either, there
 * is no frame.
 */
function frameOf({ RequestedTags, Metadata }: FoundInstance, file: number): number {
  if (RequestedTags === undefined) return 0;
  const [rows, columns, samples, bits] = PICTURE_TAGS.map((tag) => shortOf(RequestedTags[tag]));
  if (rows !== undefined && columns !== undefined && samples !== undefined && bits !== undefined) {
    return Math.ceil((rows * columns * samples * bits) / 8);
  }
  const syntax = textOf(Metadata?.["TransferSyntax"]);
  if (NATIVE[syntax] === true || isDeflated(syntax)) return file;
  return Metadata?.["PixelDataOffset"] === undefined ? 0 : UNKNOWN_FRAME_BYTES;
}

/** The union of two lists of transfer syntaxes as `Sizes` has them. */
export function unionOf(some: string, others: string): string {
  if (some === others) return some;
  const all = pieces(some, ",");
  for (const syntax of pieces(others, ",")) if (!all.includes(syntax)) all.push(syntax);
  return some === "" || others === "" || all.length > MOST_SYNTAXES ? "" : all.join(",");
}

/** Reads an answer; undefined where it is none. */
export function readSizes(text: string): Sizes | undefined {
  const list = decodeList(text) as readonly FoundInstance[] | undefined;
  if (list === undefined) return undefined;
  let [count, sum, file, frame, allElements, elements] = [0, 0, 0, 0, 0, 0];
  let syntaxes: string | undefined;
  for (const found of list) {
    const { Attachments, Metadata } = found;
    count += 1;
    let own = 0;
    for (const { UncompressedSize } of Attachments ?? []) {
      const bytes = loadedSize(tonumber(UncompressedSize) ?? 0, Metadata);
      sum += bytes;
      own = Math.max(own, bytes);
    }
    file = Math.max(file, own);
    frame = Math.max(frame, frameOf(found, own));
    const syntax = textOf(Metadata?.["TransferSyntax"]);
    const known = isUid(syntax) ? syntax : "";
    syntaxes = syntaxes === undefined ? known : unionOf(syntaxes, known);
    const told = tonumber(Metadata?.["Elements"]) ?? 0;
    allElements += told;
    elements = Math.max(elements, told);
  }
  return { count, sum, file, frame, allElements, elements, syntaxes: syntaxes ?? "" };
}
