/**
 * Every resource of Orthanc's DICOMweb plugin that a transaction of PS3.18 becomes. The gateway writes paths by filling
 * these templates, and the filter in Orthanc allows what they stand for. `/dicom-web/servers` is not among them.
 */
import { splitPath, type Method, type Route } from "./route-table";

export interface DicomwebRoute extends Route {
  /** The template with `%s` for each variable segment. */
  readonly format: string;
}

const ROOT = "/dicom-web";
const STUDY = `${ROOT}/studies/{uid}`;
const SERIES = `${STUDY}/series/{uid}`;
const INSTANCE = `${SERIES}/instances/{uid}`;

function route(method: Method, template: string): DicomwebRoute {
  const [format] = string.gsub(template, "{[a-z]+}", "%%s");
  return { method, template, segments: splitPath(template), format };
}

/** A resource that exists of a study, a series, an instance and one frame. */
function shown(end: string) {
  return {
    study: route("GET", `${STUDY}/${end}`),
    series: route("GET", `${SERIES}/${end}`),
    instance: route("GET", `${INSTANCE}/${end}`),
    frame: route("GET", `${INSTANCE}/frames/{frame}/${end}`),
  };
}

/**
 * Search and Retrieve (PS3.18, sections 10.6 and 10.4), by the names of the transactions; those of Search below a study
 * and a series besides.
 */
export const VIEW = {
  SearchStudies: route("GET", `${ROOT}/studies`),
  SearchSeries: route("GET", `${ROOT}/series`),
  SearchInstances: route("GET", `${ROOT}/instances`),
  SearchSeriesOfStudy: route("GET", `${STUDY}/series`),
  SearchInstancesOfStudy: route("GET", `${STUDY}/instances`),
  SearchInstancesOfSeries: route("GET", `${SERIES}/instances`),
  RetrieveStudy: route("GET", STUDY),
  RetrieveSeries: route("GET", SERIES),
  RetrieveInstance: route("GET", INSTANCE),
  RetrieveStudyMetadata: route("GET", `${STUDY}/metadata`),
  RetrieveSeriesMetadata: route("GET", `${SERIES}/metadata`),
  RetrieveInstanceMetadata: route("GET", `${INSTANCE}/metadata`),
  RetrieveFrames: route("GET", `${INSTANCE}/frames/{frames}`),
  RetrieveBulkData: route("GET", `${INSTANCE}/bulk/{bulk}`),
} as const;

/**
 * The file of an instance, of which the gateway reads ranges to answer for frames: no more than Retrieve Instance gives.
 * No transaction becomes this.
 */
export const FILE = {
  readFile: route("GET", "/instances/{id}/attachments/dicom/data"),
} as const;

/** Rendered images and thumbnails (PS3.18, section 10.4.1.1). */
export const RENDERED = { RetrieveRendered: shown("rendered"), RetrieveThumbnail: shown("thumbnail") } as const;

/**
 * What Store (PS3.18, section 10.5) becomes: the gateway reads the body itself and hands on one instance at a time. It
 * asks besides which instances and studies have a UID, and what is in an instance that is there; and it notes by whom a
 * study was stored.
 */
export const STORE = {
  storeInstance: route("POST", "/instances"),
  lookup: route("POST", "/tools/lookup"),
  digest: route("GET", "/instances/{id}/attachments/dicom/md5"),
  compare: route("POST", "/collimator/compare/{id}"),
  readStoredBy: route("GET", "/studies/{id}/metadata/StoredBy"),
  writeStoredBy: route("PUT", "/studies/{id}/metadata/StoredBy"),
} as const;
