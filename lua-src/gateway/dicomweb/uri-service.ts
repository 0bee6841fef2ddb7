/**
 * The URI service, or WADO-URI (PS3.18, section 9): one address, whose query names one instance and how it is wanted. A
 * request becomes the transaction of WADO-RS that it stands for, so that all that follows knows that one alone.
 *
 * @module
 */
import type { Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { chooseRendered, type RenderedMediaType } from "./accept";
import { parseByteRange } from "./byte-range";
import { parseFrameNumber } from "./frames";
import { parseMediaRanges } from "./media-range";
import { refuseCharset } from "./negotiation";
import { hasBody, type Parsed } from "./parse-common";
import type { ObjectSyntaxes } from "./object-syntaxes";
import { BODY_ON_GET, METHOD_NOT_ALLOWED, notAcceptable } from "./refusals";
import type { Rendering } from "./rendering";
import { isAnnotation, isSide, isWindow, parseQuality } from "./rendering-values";
import { parseUid, type Uid } from "./uid";
import {
  badValue,
  misplaced,
  missing,
  NEEDED,
  OF_FILES,
  OF_PICTURES,
  readParameters,
  type Given,
  type Name,
} from "./uri-parameters";

/** Whether a path is the service's one address; nothing else about a path needs to be known. */
export function isUriService(path: string): boolean {
  return path === "/pacs/wado" || path === "/pacs/dicom-web/wado";
}

/**
 * Parses a request to the URI service; `query` is raw, without its `?`. Returns Retrieve Instance, whose answer is the
 * file itself, or Retrieve Rendered of the instance or of one frame. Refused: other methods than GET (405); bodies,
 * parameters that are unknown, missing, doubled, malformed, not offered, or of no meaning for the media type (400); media
 * types and character sets that there are not (406).
 */
export function parseUriService(method: string, query: string | undefined, headers: RequestHeaders): Parsed {
  if (method !== "GET") return $multi(undefined, METHOD_NOT_ALLOWED);
  if (hasBody(headers)) return $multi(undefined, BODY_ON_GET);
  const [given, odd] = readParameters(query);
  if (given === undefined) return $multi(undefined, odd);
  const [named, unnamed] = readInstance(given);
  if (named === undefined) return $multi(undefined, unnamed);
  const charset = given.charset === undefined ? undefined : refuseCharset(given.charset);
  if (charset !== undefined) return $multi(undefined, charset);
  // Like the parameter `accept` elsewhere, `contentType` outranks the header (section 8.3.3.1).
  const accept = readType(given.contentType) ?? headers.accept;
  if (isFileWanted(accept)) return retrieveFile(named, given, accept);
  const mediaType = chooseRendered(accept);
  if (mediaType === undefined) return $multi(undefined, notAcceptable("instance"));
  return retrievePicture(named, given, mediaType, headers);
}

interface Named {
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
}

function readInstance(given: Given): LuaMultiReturn<[Named] | [undefined, Refusal]> {
  if (given.requestType === undefined) return $multi(undefined, missing("requestType", NEEDED));
  if (given.requestType !== "WADO") return $multi(undefined, badValue("requestType", given.requestType));
  const [study, noStudy] = readUid("studyUID", given);
  if (study === undefined) return $multi(undefined, noStudy);
  const [series, noSeries] = readUid("seriesUID", given);
  if (series === undefined) return $multi(undefined, noSeries);
  const [instance, noInstance] = readUid("objectUID", given);
  if (instance === undefined) return $multi(undefined, noInstance);
  return $multi({ study, series, instance });
}

function readUid(
  name: "studyUID" | "seriesUID" | "objectUID",
  given: Given,
): LuaMultiReturn<[Uid] | [undefined, Refusal]> {
  const value = given[name];
  // Weasis sends two of them empty if it is told that a server needs the last one alone.
  if (value === undefined || value === "") return $multi(undefined, missing(name, NEEDED));
  const uid = parseUid(value);
  if (uid === undefined) return $multi(undefined, badValue(name, value));
  return $multi(uid);
}

/** Clients write `image/jpg`, which is no media type, for `image/jpeg`. */
function readType(contentType: string | undefined): string | undefined {
  return string.lower(contentType ?? "") === "image/jpg" ? "image/jpeg" : contentType;
}

function isFileType(mediaType: string): boolean {
  return mediaType === "application/dicom" || mediaType === "application/*";
}

/** Whether a client prefers the file to every rendering; without a word it gets a picture (section 8.7.4). */
function isFileWanted(accept: string | undefined): boolean {
  let ofFile = 0;
  let ofOthers = 0;
  for (const { mediaType, quality } of parseMediaRanges(accept ?? "")) {
    if (isFileType(mediaType)) ofFile = Math.max(ofFile, quality);
    else if (chooseRendered(mediaType) !== undefined) ofOthers = Math.max(ofOthers, quality);
  }
  return ofFile > 0 && ofFile >= ofOthers;
}

/** The first of these parameters that a request has. */
function firstOf(names: readonly Name[], given: Given): Name | undefined {
  return names.find((name) => given[name] !== undefined);
}

/** Nothing is transcoded: a transfer syntax is a condition on what is stored. */
function retrieveFile({ study, series, instance }: Named, given: Given, accept: string | undefined): Parsed {
  const ofPictures = firstOf(OF_PICTURES, given);
  if (ofPictures !== undefined) return $multi(undefined, misplaced(ofPictures, "application/dicom"));
  if (given.useOrig !== undefined && given.useOrig !== "true") {
    return $multi(undefined, badValue("useOrig", given.useOrig));
  }
  const { transferSyntax } = given;
  const syntaxes = transferSyntax === undefined ? syntaxesIn(accept) : readSyntax(transferSyntax);
  if (syntaxes === undefined) {
    const refusal =
      transferSyntax === undefined ? notAcceptable("instance") : badValue("transferSyntax", transferSyntax);
    return $multi(undefined, refusal);
  }
  const transaction = { kind: "RetrieveInstance", study, series, instance, isSingle: true } as const;
  return $multi(syntaxes.length === 0 ? transaction : { ...transaction, syntaxes });
}

function readSyntax(value: string): ObjectSyntaxes | undefined {
  if (value === "*") return [];
  const uid = parseUid(value);
  return uid === undefined ? undefined : [uid];
}

/** The transfer syntaxes that media types name themselves (section 8.7.3.5.2); undefined if they name none that may be. */
function syntaxesIn(accept: string | undefined): ObjectSyntaxes | undefined {
  const syntaxes: string[] = [];
  for (const { mediaType, transferSyntax = "*" } of parseMediaRanges(accept ?? "")) {
    if (!isFileType(mediaType)) continue;
    if (transferSyntax === "*") return [];
    const uid = parseUid(transferSyntax);
    if (uid !== undefined) syntaxes.push(uid);
  }
  return syntaxes.length === 0 ? undefined : syntaxes;
}

function retrievePicture(
  { study, series, instance }: Named,
  given: Given,
  mediaType: RenderedMediaType,
  headers: RequestHeaders,
): Parsed {
  const ofFiles = firstOf(OF_FILES, given);
  if (ofFiles !== undefined) return $multi(undefined, misplaced(ofFiles, "a picture"));
  const [rendering, refusal] = readRendering(given);
  if (rendering === undefined) return $multi(undefined, refusal);
  const { frameNumber } = given;
  const frame = frameNumber === undefined ? undefined : parseFrameNumber(frameNumber);
  if (frameNumber !== undefined && frame === undefined) {
    return $multi(undefined, badValue("frameNumber", frameNumber));
  }
  const range = parseByteRange(headers);
  return $multi({ kind: "RetrieveRendered", study, series, instance, frame, mediaType, range, rendering });
}

/** The parameters of `/rendered` that those of a picture stand for. */
function readRendering(given: Given): LuaMultiReturn<[Rendering] | [undefined, Refusal]> {
  const [viewport, badViewport] = readViewport(given);
  if (badViewport !== undefined) return $multi(undefined, badViewport);
  const [window, badWindow] = readWindow(given);
  if (badWindow !== undefined) return $multi(undefined, badWindow);
  const { imageQuality, annotation } = given;
  const quality = imageQuality === undefined ? undefined : parseQuality(imageQuality);
  if (imageQuality !== undefined && quality === undefined) {
    return $multi(undefined, badValue("imageQuality", imageQuality));
  }
  if (annotation !== undefined && !isAnnotation(annotation)) {
    return $multi(undefined, badValue("annotation", annotation));
  }
  return $multi({ viewport, window, quality, annotation, iccProfile: undefined });
}

type Read = LuaMultiReturn<[value: string | undefined, refusal?: Refusal]>;

/** One side alone would need the other's length, which only the archive could know. */
function readViewport({ rows, columns }: Given): Read {
  if (rows === undefined && columns === undefined) return $multi(undefined);
  if (rows === undefined) return $multi(undefined, missing("rows", "columns comes with rows"));
  if (columns === undefined) return $multi(undefined, missing("columns", "rows comes with columns"));
  if (!isSide(rows)) return $multi(undefined, badValue("rows", rows));
  if (!isSide(columns)) return $multi(undefined, badValue("columns", columns));
  return $multi(`${columns},${rows}`);
}

/** As PS3.3, section C.11.2.1.2, has it for a center and a width without a function. */
function readWindow({ windowCenter, windowWidth }: Given): Read {
  if (windowCenter === undefined && windowWidth === undefined) return $multi(undefined);
  if (windowCenter === undefined)
    return $multi(undefined, missing("windowCenter", "windowWidth comes with windowCenter"));
  if (windowWidth === undefined)
    return $multi(undefined, missing("windowWidth", "windowCenter comes with windowWidth"));
  if (!isWindow(`${windowCenter},1,linear`)) return $multi(undefined, badValue("windowCenter", windowCenter));
  if (!isWindow(`0,${windowWidth},linear`)) return $multi(undefined, badValue("windowWidth", windowWidth));
  return $multi(`${windowCenter},${windowWidth},linear`);
}
