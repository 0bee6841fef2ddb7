/**
 * What a client accepts, collapsed to the closed set of media types that Orthanc is asked for (PS3.18, section 8.7).
 *
 * Orthanc is never asked to transcode: it would do so on a thread that a broken file can crash, and the viewer decodes
 * every transfer syntax itself. Pixel data and files come as they are stored (implicit VR and big endian as explicit
 * VR little endian, which is a change of the encoding alone), whether the client wrote `transfer-syntax=*` or nothing;
 * the answer names its transfer syntax. An explicit one cannot be promised and is not acceptable.
 */
import { parseMediaRanges, type MediaRange } from "./media-range";

/** `*\/*` leaves the choice to Orthanc: a JPEG, or the PDF or video that is stored. */
export type RenderedMediaType = "image/jpeg" | "image/png" | "application/pdf" | "video/mp4" | "*/*";

/** The kinds of answer whose Accept header only decides between yes and no. */
export type FixedAnswer = "dicom" | "frames" | "bulk" | "json";

/** The one Accept header that Orthanc gets for each kind of answer. */
export const UPSTREAM_ACCEPT: Readonly<Record<FixedAnswer, string>> = {
  dicom: 'multipart/related; type="application/dicom"; transfer-syntax=*',
  frames: "multipart/related; type=application/octet-stream; transfer-syntax=*",
  bulk: "multipart/related; type=application/octet-stream",
  json: "application/dicom+json",
};

/** The `type` of the parts of a multipart answer. */
const PART_TYPE: Readonly<Record<string, string | undefined>> = {
  dicom: "application/dicom",
  frames: "application/octet-stream",
  bulk: "application/octet-stream",
};

const JSON_TYPES: Readonly<Record<string, true | undefined>> = {
  "application/dicom+json": true,
  "application/json": true,
  "application/*": true,
};

const RENDERED_TYPES: Readonly<Record<string, RenderedMediaType | undefined>> = {
  "image/jpeg": "image/jpeg",
  "image/png": "image/png",
  "image/*": "image/jpeg",
  "application/pdf": "application/pdf",
  "video/mp4": "video/mp4",
  "video/*": "video/mp4",
  "*/*": "*/*",
};

/** Verdicts on the headers that OHIF sends with each frame and each series, so that they cost one look-up. */
const KNOWN: Readonly<Record<FixedAnswer, Readonly<Record<string, true | undefined>>>> = {
  dicom: { "*/*": true },
  frames: {
    "*/*": true,
    "multipart/related; type=application/octet-stream; transfer-syntax=*": true,
    'multipart/related; type="application/octet-stream"; transfer-syntax="*"': true,
    'multipart/related; type="application/octet-stream"; transfer-syntax=*': true,
  },
  bulk: { "*/*": true },
  json: {
    "*/*": true,
    "application/dicom+json": true,
    "application/dicom+json, multipart/related; type=application/octet-stream; transfer-syntax=*": true,
  },
};

/** Whether a client with this Accept header takes the answer; without the header it does. */
export function accepts(accept: string | undefined, answer: FixedAnswer): boolean {
  if (accept === undefined || accept === "" || KNOWN[answer][accept] === true) {
    return true;
  }
  for (const range of parseMediaRanges(accept)) {
    if (range.mediaType === "*/*" || (answer === "json" ? isJson(range) : isMultipart(range, answer))) {
      return true;
    }
  }
  return false;
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

function isJson(range: MediaRange): boolean {
  return JSON_TYPES[range.mediaType] === true;
}

function isMultipart(range: MediaRange, answer: FixedAnswer): boolean {
  if (range.mediaType !== "multipart/related" && range.mediaType !== "multipart/*") {
    return false;
  }
  if (range.type !== undefined && range.type !== PART_TYPE[answer]) {
    return false;
  }
  return range.transferSyntax === undefined || range.transferSyntax === "*";
}
