/** From a transaction to Orthanc's request: path, query and the headers that the answer depends on, written anew. */
import { RENDERED, VIEW, type DicomwebRoute } from "../../shared/policy/dicomweb-routes";
import type { UpstreamRequest } from "../http/upstream";
import { type DatasetMediaType, UPSTREAM_ACCEPT } from "./accept";
import { storeContentType } from "./content-type";
import { buildRendering, renderingWarnings } from "./rendering";
import { buildSearch, searchWarnings } from "./search-build";
import type { RetrieveRendered, SearchInstances, SearchSeries, SearchStudies, Transaction } from "./transaction";
import type { Uid } from "./uid";

const LEVELS = { SearchStudies: "study", SearchSeries: "series", SearchInstances: "instance" } as const;

/**
 * The request that Orthanc's DICOMweb plugin gets for a transaction. Without `switch`: it becomes a loop in Lua, and
 * LuaJIT compiles nothing that leads to one.
 */
export function buildDicomweb(t: Transaction): UpstreamRequest {
  if (t.kind === "RetrieveFrames") {
    const frames = table.concat(t.frames as number[], ",");
    const path = fill(VIEW.RetrieveFrames, t.study, t.series, t.instance, frames);
    const accept = t.isSingle === true ? UPSTREAM_ACCEPT.frame : UPSTREAM_ACCEPT.frames;
    return t.representations.length === 0
      ? get(path, accept)
      : { ...get(path, accept), representations: table.concat(t.representations as string[], ",") };
  }
  if (t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances") {
    const level = LEVELS[t.kind];
    const path = `${searchPath(t)}${buildSearch(t.query, level)}`;
    return warned(get(path, UPSTREAM_ACCEPT[t.mediaType]), searchWarnings(t.query, level));
  }
  if (isRendered(t)) return buildRendered(t);
  if (t.kind === "RetrieveBulkData") {
    const path = fill(VIEW.RetrieveBulkData, t.study, t.series, t.instance, t.attribute);
    return get(path, t.isSingle === true ? UPSTREAM_ACCEPT.value : UPSTREAM_ACCEPT.bulk);
  }
  if (t.kind === "StoreInstances") {
    return {
      // It ends in the inner server (gateway/store/).
      path: t.study === undefined ? "/store" : `/store/${t.study}`,
      scope: "store",
      accept: t.mediaType,
      contentType: storeContentType(t.boundary),
      body: true,
    };
  }
  const resource: Resource = t;
  const { kind, study, series, instance, mediaType, syntaxes, isSingle } = resource;
  const accept = UPSTREAM_ACCEPT[isSingle === true ? "file" : (mediaType ?? "dicom")];
  const request = get(fill(VIEW[kind], study, series, instance), accept);
  return syntaxes === undefined ? request : { ...request, syntaxes: table.concat(syntaxes as string[], ",") };
}

function isRendered(t: Transaction): t is RetrieveRendered {
  return t.kind === "RetrieveRendered" || t.kind === "RetrieveThumbnail";
}

/** What has no parameters of its own: files and metadata. */
interface Resource {
  readonly kind: keyof typeof VIEW;
  readonly study: Uid;
  readonly series?: Uid;
  readonly instance?: Uid;
  /** Of metadata; a file has none. */
  readonly mediaType?: DatasetMediaType;
  /** Of files, as the transaction has them. */
  readonly syntaxes?: readonly string[];
  /** Of one file. */
  readonly isSingle?: true;
}

function get(path: string, accept: string): UpstreamRequest {
  return { path, scope: "view", accept, body: false };
}

/** The path that a route's template becomes; what a level does not need is left out. */
function fill(route: DicomwebRoute, study?: Uid, series?: Uid, instance?: Uid, part?: string): string {
  return string.format(route.format, study, series, instance, part);
}

function searchPath(t: SearchStudies | SearchSeries | SearchInstances): string {
  if (t.kind === "SearchStudies") {
    return fill(VIEW.SearchStudies);
  }
  if (t.kind === "SearchSeries") {
    return t.study === undefined ? fill(VIEW.SearchSeries) : fill(VIEW.SearchSeriesOfStudy, t.study);
  }
  if (t.study === undefined) {
    return fill(VIEW.SearchInstances);
  }
  return t.series === undefined
    ? fill(VIEW.SearchInstancesOfStudy, t.study)
    : fill(VIEW.SearchInstancesOfSeries, t.study, t.series);
}

function renderedPath(t: RetrieveRendered): string {
  const routes = RENDERED[t.kind];
  if (t.series === undefined) {
    return fill(routes.study, t.study);
  }
  if (t.instance === undefined) {
    return fill(routes.series, t.study, t.series);
  }
  if (t.frame === undefined) {
    return fill(routes.instance, t.study, t.series, t.instance);
  }
  return fill(routes.frame, t.study, t.series, t.instance, string.format("%d", t.frame));
}

/** Orthanc compares the Accept header of a rendering as a whole and refuses PDF and video types, which it then sends. */
function buildRendered(t: RetrieveRendered): UpstreamRequest {
  const image = t.mediaType === "image/jpeg" || t.mediaType === "image/png";
  const accept = image ? t.mediaType : "*/*";
  const request = warned(
    get(`${renderedPath(t)}${buildRendering(t.rendering)}`, accept),
    renderingWarnings(t.rendering),
  );
  // Only what is stored as a file of its own is sought in.
  const isFile = t.kind === "RetrieveRendered" && t.instance !== undefined && t.frame === undefined && !image;
  return isFile && t.range !== undefined ? { ...request, range: t.range } : request;
}

/** With a Warning field (PS3.18 goes on using the one that RFC 9111 has retired) where there is something to say. */
function warned(request: UpstreamRequest, warnings: readonly string[]): UpstreamRequest {
  if (warnings.length === 0) {
    return request;
  }
  const values: string[] = [];
  for (const text of warnings) {
    values.push(`299 collimator "${text}"`);
  }
  return { ...request, warning: table.concat(values, ", ") };
}
