/** The resources of one instance: itself, metadata, frames, bulk data and renderings (PS3.18, section 10.4.1.1). */
import { matches } from "../../shared/text";
import { parseBulkPath } from "../../shared/policy/segments";
import { frameAnswers } from "./frame-representations";
import { parseFrameList, parseFrameNumber } from "./frames";
import {
  readRetrieve,
  retrieveBulk,
  retrieveMetadata,
  retrieveObjects,
  retrieveRendered,
  type Incoming,
  type Parsed,
} from "./parse-common";
import { segmentAfter } from "./path";
import { badBulk, badFrames, notAcceptable, ONE_FRAME, SEVERAL_FRAMES } from "./refusals";
import type { Uid } from "./uid";

/** The tag, at the top or in a sequence. */
const PIXEL_DATA = "7fe00010$";

/** Parses what follows an instance's UID in the path. */
export function parseInstanceResource(
  study: Uid,
  series: Uid,
  instance: Uid,
  resource: string,
  incoming: Incoming,
): Parsed {
  const [list, below] = segmentAfter("/frames/", resource);
  if (list !== undefined) {
    if (below === "") {
      return parseFrames(study, series, instance, list, incoming);
    }
    const frame = parseFrameNumber(list);
    if (frame === undefined) {
      return $multi(undefined, parseFrameList(list) === undefined ? badFrames(list) : ONE_FRAME);
    }
    return retrieveRendered(below, { study, series, instance, frame }, incoming);
  }
  if (resource === "/metadata") {
    return retrieveMetadata(study, series, instance, incoming);
  }
  if (resource === "") {
    return retrieveObjects({ kind: "RetrieveInstance", study, series, instance }, incoming);
  }
  const [bulk] = string.match(resource, "^/bulk/(.+)$");
  if (bulk !== undefined) {
    const attribute = parseBulkPath(bulk);
    if (attribute === undefined) {
      return $multi(undefined, badBulk(bulk));
    }
    const answer = matches(attribute, PIXEL_DATA) ? "pixels" : "bulk";
    return retrieveBulk({ kind: "RetrieveBulkData", study, series, instance, attribute }, answer, incoming);
  }
  return retrieveRendered(resource, { study, series, instance, frame: undefined }, incoming);
}

function parseFrames(study: Uid, series: Uid, instance: Uid, list: string, incoming: Incoming): Parsed {
  const frames = parseFrameList(list);
  if (frames === undefined) {
    return $multi(undefined, badFrames(list));
  }
  const [refusal, accept] = readRetrieve(incoming);
  if (refusal !== undefined) {
    return $multi(undefined, refusal);
  }
  const { parts, single, isSingleWanted } = frameAnswers(accept);
  if (isSingleWanted && single !== undefined && frames.length === 1) {
    return $multi({
      kind: "RetrieveFrames",
      study,
      series,
      instance,
      frames,
      representations: single,
      isSingle: true,
    });
  }
  if (parts === undefined) {
    return $multi(undefined, single === undefined ? notAcceptable("frames") : SEVERAL_FRAMES);
  }
  return $multi({ kind: "RetrieveFrames", study, series, instance, frames, representations: parts });
}
