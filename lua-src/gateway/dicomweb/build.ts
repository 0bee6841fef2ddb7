/** From a transaction to Orthanc's request: path, query and the headers that the answer depends on, written anew. */
import type { UpstreamRequest } from "../http/upstream";
import { UPSTREAM_ACCEPT } from "./accept";
import { storeContentType } from "./content-type";
import { buildSearch } from "./search";
import type { RetrieveRendered, Transaction } from "./transaction";
import type { Uid } from "./uid";

const ROOT = "/dicom-web";

/** The request that Orthanc's DICOMweb plugin gets for a transaction. */
export function buildDicomweb(t: Transaction): UpstreamRequest {
  switch (t.kind) {
    case "RetrieveFrames": {
      const frames = table.concat(t.frames as number[], ",");
      return get(`${resource(t.study, t.series, t.instance)}/frames/${frames}`, UPSTREAM_ACCEPT.frames);
    }
    case "RetrieveInstanceMetadata":
      return get(`${resource(t.study, t.series, t.instance)}/metadata`, UPSTREAM_ACCEPT.json);
    case "RetrieveSeriesMetadata":
      return get(`${resource(t.study, t.series, undefined)}/metadata`, UPSTREAM_ACCEPT.json);
    case "RetrieveStudyMetadata":
      return get(`${resource(t.study, undefined, undefined)}/metadata`, UPSTREAM_ACCEPT.json);
    case "RetrieveInstance":
      return get(resource(t.study, t.series, t.instance), UPSTREAM_ACCEPT.dicom);
    case "RetrieveSeries":
      return get(resource(t.study, t.series, undefined), UPSTREAM_ACCEPT.dicom);
    case "RetrieveStudy":
      return get(resource(t.study, undefined, undefined), UPSTREAM_ACCEPT.dicom);
    case "RetrieveBulkData":
      return get(`${resource(t.study, t.series, t.instance)}/bulk/${t.attribute}`, UPSTREAM_ACCEPT.bulk);
    case "RetrieveRendered":
    case "RetrieveThumbnail":
      return buildRendered(t);
    case "SearchStudies":
      return get(`${ROOT}/studies${buildSearch(t.query)}`, UPSTREAM_ACCEPT.json);
    case "SearchSeries":
      return get(`${resource(t.study, undefined, undefined)}/series${buildSearch(t.query)}`, UPSTREAM_ACCEPT.json);
    case "SearchInstances":
      return get(`${resource(t.study, t.series, undefined)}/instances${buildSearch(t.query)}`, UPSTREAM_ACCEPT.json);
    case "StoreInstances":
      return {
        path: t.study === undefined ? `${ROOT}/studies` : resource(t.study, undefined, undefined),
        accept: UPSTREAM_ACCEPT.json,
        contentType: storeContentType(t.boundary),
        body: true,
      };
  }
}

function get(path: string, accept: string): UpstreamRequest {
  return { path, accept, body: false };
}

/** The path of a study, series or instance; without a study, the root. */
function resource(study: Uid | undefined, series: Uid | undefined, instance: Uid | undefined): string {
  if (study === undefined) {
    return ROOT;
  }
  if (series === undefined) {
    return `${ROOT}/studies/${study}`;
  }
  if (instance === undefined) {
    return `${ROOT}/studies/${study}/series/${series}`;
  }
  return `${ROOT}/studies/${study}/series/${series}/instances/${instance}`;
}

/** Orthanc compares the Accept header of a rendering as a whole and refuses PDF and video types, which it then sends. */
function buildRendered(t: RetrieveRendered): UpstreamRequest {
  const { viewport, window, quality } = t.rendering;
  const parts: string[] = [];
  if (viewport !== undefined) {
    parts.push(`viewport=${viewport}`);
  }
  if (window !== undefined) {
    parts.push(`window=${window}`);
  }
  if (quality !== undefined) {
    parts.push(string.format("quality=%d", quality));
  }
  const frame = t.frame === undefined ? "" : string.format("/frames/%d", t.frame);
  const end = t.kind === "RetrieveRendered" ? "/rendered" : "/thumbnail";
  const query = parts.length === 0 ? "" : `?${table.concat(parts, "&")}`;
  const image = t.mediaType === "image/jpeg" || t.mediaType === "image/png";
  return get(`${resource(t.study, t.series, t.instance)}${frame}${end}${query}`, image ? t.mediaType : "*/*");
}
