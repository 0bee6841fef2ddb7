/**
 * In which representations a client takes frames (PS3.18, section 8.7.3.3). Orthanc sends them as they are stored; whether that
 * is one of the representations shows in the head of its answer.
 */
import { isAnyApplication, isMultipartRange } from "./accept";
import { parseMediaRanges, type MediaRange } from "./media-range";
import { collect, isSingleWanted } from "./single-part";
import { parseUid } from "./uid";

/**
 * Each a transfer syntax UID, or the media type of the parts (`image/*` too). None at all: any representation will do, since the
 * answer names its own.
 */
export type FrameRepresentations = readonly string[];

const ANY: FrameRepresentations = [];
const OCTETS = "application/octet-stream";

/** Headers that OHIF sends with each frame, so that they cost one look-up. */
const KNOWN_ANY: Readonly<Record<string, true | undefined>> = {
  "": true,
  "*/*": true,
  "multipart/related; type=application/octet-stream; transfer-syntax=*": true,
  'multipart/related; type="application/octet-stream"; transfer-syntax="*"': true,
  'multipart/related; type="application/octet-stream"; transfer-syntax=*': true,
};

/** Transfer syntaxes of files in which the pixels of a frame are the same bytes (PS3.5, annex A). */
const NATIVE: Readonly<Record<string, true | undefined>> = {
  "1.2.840.10008.1.2": true,
  "1.2.840.10008.1.2.1": true,
  "1.2.840.10008.1.2.1.99": true,
};

/** Media types of frames in the words of Orthanc's answers; older editions had others for two of them. */
const MEDIA_TYPES: Readonly<Record<string, string | undefined>> = {
  "image/*": "image/*",
  "image/": "image/*",
  "image/jpeg": "image/jpeg",
  "image/jls": "image/jls",
  "image/x-jls": "image/jls",
  "image/jp2": "image/jp2",
  "image/jpx": "image/jpx",
  "image/jphc": "image/jphc",
  "image/dicom-rle": "image/dicom-rle",
  "image/x-dicom-rle": "image/dicom-rle",
};

/** How a client takes frames. */
export interface FrameAnswers {
  /** The representations of the parts of a multipart answer. */
  readonly parts: FrameRepresentations | undefined;
  /** Those of one frame by itself. */
  readonly single: FrameRepresentations | undefined;
  /** Whether one frame is to be answered by itself. */
  readonly isSingleWanted: boolean;
}

const ANY_PARTS: FrameAnswers = { parts: ANY, single: undefined, isSingleWanted: false };

/** How an Accept header allows frames. */
export function frameAnswers(accept: string | undefined): FrameAnswers {
  if (accept === undefined || KNOWN_ANY[accept] === true) {
    return ANY_PARTS;
  }
  const ranges = parseMediaRanges(accept);
  const parts = collect(ranges, (range) =>
    range.mediaType === "*/*" ? "*" : isMultipartRange(range) ? representationOf(range) : undefined,
  );
  const single = collect(ranges, singleRepresentation);
  return { parts: parts?.list, single: single?.list, isSingleWanted: isSingleWanted(single, parts) };
}

/** One representation, or `*` for any. */
function representationOf(range: MediaRange): string | undefined {
  const { type, transferSyntax } = range;
  const anyType = type === OCTETS || isAnyApplication(range);
  return inSyntax(anyType ? "*" : MEDIA_TYPES[type ?? ""], transferSyntax);
}

/** The same of a range that means a frame by itself. */
function singleRepresentation({ mediaType, transferSyntax }: MediaRange): string | undefined {
  return inSyntax(mediaType === OCTETS ? "*" : MEDIA_TYPES[mediaType], transferSyntax);
}

function inSyntax(mediaType: string | undefined, transferSyntax: string | undefined): string | undefined {
  if (mediaType === undefined || transferSyntax === undefined || transferSyntax === "*") {
    return mediaType;
  }
  return parseUid(transferSyntax);
}

/**
 * Whether the Content-Type of an answer is one of the representations: `multipart/related; type="image/jls;
 * transfer-syntax=1.2.840.10008.1.2.4.80"; boundary=…`, or what is in the quotes alone.
 */
export function isAmong(contentType: string, representations: FrameRepresentations): boolean {
  const [ofParts] = string.match(contentType, 'type="?([%w/+.-]+)');
  const mediaType = ofParts ?? string.match(contentType, "^[%w/+.-]+")[0];
  const [transferSyntax] = string.match(contentType, "transfer%-syntax=([%d.]+)");
  const isImage = mediaType !== undefined && string.sub(mediaType, 1, 6) === "image/";
  const isNative = NATIVE[transferSyntax ?? ""] === true;
  for (const representation of representations) {
    const isSame = representation === transferSyntax || representation === mediaType;
    if (isSame || (isImage && representation === "image/*") || (isNative && NATIVE[representation] === true)) {
      return true;
    }
  }
  return false;
}
