/** What `/tools/find` says of instances' files and pictures. */
import { decodeList } from "../../shared/json";
import { isDeflated, mostInflated } from "../../shared/deflated";

/** Of the files in one place, in bytes. */
export interface Sizes {
  readonly count: number;
  /** Of all files, in the same way. */
  readonly sum: number;
  /** The largest file, as the archive holds it in memory: a deflated one counts as what it may become. */
  readonly file: number;
  /** The largest frame, decoded: compressed, it may be a thousandth of that. */
  readonly frame: number;
  /** Of all files, as far as one has many (scripts/docker/orthanc-elements.c). */
  readonly allElements: number;
  /** The most that one file has. */
  readonly elements: number;
}

/** What the size of a frame follows from. */
export const PICTURE_TAGS = ["Rows", "Columns", "SamplesPerPixel", "BitsAllocated"] as const;

/** The most that a value of the VR US says, taken for what is no number. */
const MOST = 65535;

interface FoundInstance {
  readonly Attachments?: readonly { readonly UncompressedSize?: unknown }[];
  readonly RequestedTags?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** What a file of so many bytes takes in memory. */
function loadedSize(bytes: number, metadata: Readonly<Record<string, unknown>> | undefined): number {
  const syntax = metadata?.["TransferSyntax"];
  return type(syntax) === "string" && isDeflated(syntax as string) ? bytes + mostInflated(bytes) : bytes;
}

/** The number that a text says; what is not there, for which Orthanc has null or an empty one, is `absent`. */
function shortOf(value: unknown, absent: number): number {
  if (type(value) !== "string" || value === "") return absent;
  const number = tonumber(value);
  return number !== undefined && number >= 0 && number <= MOST ? number : MOST;
}

function frameOf(tags: Readonly<Record<string, unknown>> | undefined): number {
  if (tags === undefined) return 0;
  const [rows, columns, samples, bits] = PICTURE_TAGS;
  const pixels = shortOf(tags[rows], 0) * shortOf(tags[columns], 0);
  return Math.ceil((pixels * shortOf(tags[samples], 1) * shortOf(tags[bits], 16)) / 8);
}

/** Reads an answer; undefined where it is none. */
export function readSizes(text: string): Sizes | undefined {
  const list = decodeList(text) as readonly FoundInstance[] | undefined;
  if (list === undefined) return undefined;
  let [count, sum, file, frame, allElements, elements] = [0, 0, 0, 0, 0, 0];
  for (const { Attachments, RequestedTags, Metadata } of list) {
    count += 1;
    for (const { UncompressedSize } of Attachments ?? []) {
      const bytes = loadedSize(tonumber(UncompressedSize) ?? 0, Metadata);
      sum += bytes;
      file = Math.max(file, bytes);
    }
    frame = Math.max(frame, frameOf(RequestedTags));
    const own = tonumber(Metadata?.["Elements"]) ?? 0;
    allElements += own;
    elements = Math.max(elements, own);
  }
  return { count, sum, file, frame, allElements, elements };
}
