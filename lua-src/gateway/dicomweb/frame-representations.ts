/**
 * In which representations a client takes frames (PS3.18, section 8.7.3.3). Orthanc sends them as they are stored; whether that
 * is one of the representations shows in the head of its answer.
 */
import { isAnyApplication, isMultipartRange } from "./accept";
import { parseMediaRanges, type MediaRange } from "./media-range";
import { parseUid } from "./uid";

/**
 * Each a transfer syntax UID, or the media type of the parts (`image/*` too). None at all: any representation will do, since the
 * answer names its own.
 */
export type FrameRepresentations = readonly string[];

const ANY: FrameRepresentations = [];

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

/** The representations that an Accept header allows; undefined where it allows none that frames can have. */
export function frameRepresentations(accept: string | undefined): FrameRepresentations | undefined {
  if (accept === undefined || KNOWN_ANY[accept] === true) {
    return ANY;
  }
  const representations: string[] = [];
  for (const range of parseMediaRanges(accept)) {
    const representation =
      range.mediaType === "*/*" ? "*" : isMultipartRange(range) ? representationOf(range) : undefined;
    if (representation === "*") {
      return ANY;
    }
    if (representation !== undefined) {
      representations.push(representation);
    }
  }
  return representations.length === 0 ? undefined : representations;
}

/** One representation, or `*` for any. */
function representationOf(range: MediaRange): string | undefined {
  const { type, transferSyntax } = range;
  const anyType = type === "application/octet-stream" || isAnyApplication(range);
  const mediaType = anyType ? "*" : MEDIA_TYPES[type ?? ""];
  if (mediaType === undefined || transferSyntax === undefined || transferSyntax === "*") {
    return mediaType;
  }
  return parseUid(transferSyntax);
}

/**
 * Whether the Content-Type of Orthanc's answer is one of the representations: `multipart/related; type="image/jls;
 * transfer-syntax=1.2.840.10008.1.2.4.80"; boundary=…`.
 */
export function isAmong(contentType: string, representations: FrameRepresentations): boolean {
  const [mediaType] = string.match(contentType, 'type="?([%w/+.-]+)');
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
