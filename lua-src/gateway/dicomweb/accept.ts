/**
 * What a client accepts, collapsed to the closed set of media types that Orthanc is asked for (PS3.18, section 8.7).
 *
 * Orthanc is never asked to transcode: it would do so on a thread that a broken file can crash, and the viewer decodes
 * every transfer syntax itself. Pixel data and files come as they are stored (implicit VR and big endian as explicit
 * VR little endian, which is a change of the encoding alone), whether the client wrote `transfer-syntax=*` or nothing;
 * the answer names its transfer syntax. Frames in an explicit one are a matter of `frame-representations.ts`, whole
 * objects of `object-syntaxes.ts`.
 */
import { parseMediaRanges, type MediaRange } from "./media-range";
import { collect, isSingleWanted } from "./single-part";
import { isTransferSyntax } from "./transfer-syntaxes";

/** `*\/*` leaves the choice to Orthanc: a JPEG, or the PDF or video that is stored. */
export type RenderedMediaType = "image/jpeg" | "image/png" | "application/pdf" | "video/mp4" | "*/*";

/** The two representations of metadata and of search results (PS3.18, annexes F and A.1). */
export type DatasetMediaType = "application/dicom+json" | "application/dicom+xml";

/**
 * The kinds of bulk data, whose Accept header only decides between yes and no. `pixels` are bulk data in whatever transfer
 * syntax they are stored in, `bulk` all others, which have but one.
 */
export type BulkAnswer = "bulk" | "pixels";

/** What is answered without multipart: one frame, one bulk value, one instance. */
export type SinglePart = "frame" | "value" | "file";

/**
 * The one Accept header that Orthanc gets for each kind of answer; Orthanc knows no single parts, which inner servers make
 * of its answers (gateway/frames/).
 */
export const UPSTREAM_ACCEPT: Readonly<Record<"dicom" | "frames" | "bulk" | SinglePart | DatasetMediaType, string>> = {
  frame: "application/octet-stream; transfer-syntax=*",
  value: "application/octet-stream",
  file: "application/dicom; transfer-syntax=*",
  dicom: 'multipart/related; type="application/dicom"; transfer-syntax=*',
  frames: "multipart/related; type=application/octet-stream; transfer-syntax=*",
  bulk: "multipart/related; type=application/octet-stream",
  "application/dicom+json": "application/dicom+json",
  "application/dicom+xml": 'multipart/related; type="application/dicom+xml"',
};

const OCTETS = "application/octet-stream";
const EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

const JSON_TYPES: Readonly<Record<string, true | undefined>> = {
  "*/*": true,
  "application/dicom+json": true,
  "application/json": true,
  "application/*": true,
};

const RENDERED_TYPES: Readonly<Record<string, RenderedMediaType | undefined>> = {
  "image/jpeg": "image/jpeg",
  "image/png": "image/png",
  "image/*": "image/jpeg",
  "image/": "image/jpeg",
  "application/pdf": "application/pdf",
  "video/mp4": "video/mp4",
  "video/*": "video/mp4",
  "video/": "video/mp4",
  "*/*": "*/*",
};

/** Headers that OHIF sends with each series and each search, so that they cost one look-up. */
const KNOWN_JSON: Readonly<Record<string, true | undefined>> = {
  "": true,
  "*/*": true,
  "application/dicom+json": true,
  "application/dicom+json, multipart/related; type=application/octet-stream; transfer-syntax=*": true,
};

/** How a client with this Accept header takes a bulk value: as multipart, without the header too; undefined if in no way. */
export function chooseBulk(accept: string | undefined, answer: BulkAnswer): "multipart" | "single" | undefined {
  if (accept === undefined || accept === "" || accept === "*/*") {
    return "multipart";
  }
  const ranges = parseMediaRanges(accept);
  const parts = collect(ranges, (range) => (range.mediaType === "*/*" || isOctets(range, answer) ? "*" : undefined));
  const single = collect(ranges, ({ mediaType, transferSyntax }) =>
    mediaType === OCTETS && isOwnSyntax(transferSyntax, answer) ? "*" : undefined,
  );
  if (isSingleWanted(single, parts)) return "single";
  return parts === undefined ? undefined : "multipart";
}

/** The representation of a data set that a client prefers; undefined where none is acceptable. */
export function chooseDataset(accept: string | undefined): DatasetMediaType | undefined {
  if (accept === undefined || KNOWN_JSON[accept] === true) {
    return "application/dicom+json";
  }
  let best: DatasetMediaType | undefined;
  let bestQuality = 0;
  for (const range of parseMediaRanges(accept)) {
    const offered = datasetType(range);
    if (offered !== undefined && range.quality > bestQuality) {
      best = offered;
      bestQuality = range.quality;
    }
  }
  return best;
}

/** The representation of a Store Instances Response (PS3.18, section 10.5.3) that a client prefers: JSON where it names neither. */
export function chooseStoreResponse(accept: string | undefined): DatasetMediaType {
  let best: DatasetMediaType = "application/dicom+json";
  let bestQuality = 0;
  for (const range of parseMediaRanges(accept ?? "")) {
    const offered = range.mediaType === "application/dicom+xml" ? range.mediaType : datasetType(range);
    if (offered === undefined || range.quality <= bestQuality) continue;
    best = offered;
    bestQuality = range.quality;
  }
  return best;
}

/** The rendered media type that a client prefers; undefined where none is acceptable. */
export function chooseRendered(accept: string | undefined): RenderedMediaType | undefined {
  if (accept === undefined || accept === "") {
    return "*/*";
  }
  let best: RenderedMediaType | undefined;
  let bestQuality = 0;
  for (const range of parseMediaRanges(accept)) {
    const offered = RENDERED_TYPES[range.mediaType];
    if (offered !== undefined && range.quality > bestQuality) {
      best = offered;
      bestQuality = range.quality;
    }
  }
  return best;
}

/** Whether a range means an answer in several parts. */
export function isMultipartRange({ mediaType }: MediaRange): boolean {
  return mediaType === "multipart/related" || mediaType === "multipart/*";
}

/** Whether a multipart range takes parts of any type below `application/`; dicomweb-client for Python writes them all as `*\/*`. */
export function isAnyApplication({ type }: MediaRange): boolean {
  return type === undefined || type === "*/*" || type === "application/*";
}

/** JSON and XML are the same in every transfer syntax, but one that does not exist is nothing to agree to. */
function datasetType(range: MediaRange): DatasetMediaType | undefined {
  const { transferSyntax = "*" } = range;
  if (transferSyntax !== "*" && !isTransferSyntax(transferSyntax)) {
    return undefined;
  }
  if (JSON_TYPES[range.mediaType] === true) {
    return "application/dicom+json";
  }
  return isMultipartRange(range) && range.type === "application/dicom+xml" ? "application/dicom+xml" : undefined;
}

function isOctets(range: MediaRange, answer: BulkAnswer): boolean {
  if (!isMultipartRange(range) || (range.type !== OCTETS && !isAnyApplication(range))) {
    return false;
  }
  return isOwnSyntax(range.transferSyntax, answer);
}

function isOwnSyntax(syntax: string | undefined, answer: BulkAnswer): boolean {
  return syntax === undefined || syntax === "*" || (answer === "bulk" && syntax === EXPLICIT_VR_LITTLE_ENDIAN);
}
