/**
 * Every request that `/pacs` serves, by the names of PS3.18: Search (10.6), Retrieve (10.4) and Store (10.5).
 * Store is a POST, all others are a GET. Nothing of the client's text is in here but values that a grammar has read.
 */
import type { RenderedMediaType } from "./accept";
import type { Rendering } from "./rendering";
import type { SearchQuery } from "./search";
import type { Uid } from "./uid";

export interface SearchStudies {
  readonly kind: "SearchStudies";
  readonly query: SearchQuery;
}

export interface SearchSeries {
  readonly kind: "SearchSeries";
  readonly study: Uid | undefined;
  readonly query: SearchQuery;
}

export interface SearchInstances {
  readonly kind: "SearchInstances";
  readonly study: Uid | undefined;
  /** Never without a study. */
  readonly series: Uid | undefined;
  readonly query: SearchQuery;
}

/** A study, series or instance as DICOM files, in the transfer syntax it is stored in. */
export interface RetrieveStudy {
  readonly kind: "RetrieveStudy" | "RetrieveStudyMetadata";
  readonly study: Uid;
}

export interface RetrieveSeries {
  readonly kind: "RetrieveSeries" | "RetrieveSeriesMetadata";
  readonly study: Uid;
  readonly series: Uid;
}

export interface RetrieveInstance {
  readonly kind: "RetrieveInstance" | "RetrieveInstanceMetadata";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
}

/** Pixel data of frames, in the transfer syntax it is stored in. */
export interface RetrieveFrames {
  readonly kind: "RetrieveFrames";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
  /** Frame numbers, counted from 1, as asked. */
  readonly frames: readonly number[];
}

/** The value of one large attribute, as the BulkDataURI of the metadata names it. */
export interface RetrieveBulkData {
  readonly kind: "RetrieveBulkData";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
  /** `<tag>` or `<sequence tag>/<item, from 1>/.../<tag>`; tags are 8 lower-case hexadecimal digits. */
  readonly attribute: string;
}

/** An image (or a stored PDF or video) for people to look at: of a study, a series, an instance or one frame. */
export interface RetrieveRendered {
  readonly kind: "RetrieveRendered" | "RetrieveThumbnail";
  readonly study: Uid;
  readonly series: Uid | undefined;
  readonly instance: Uid | undefined;
  /** Counted from 1; never without an instance. */
  readonly frame: number | undefined;
  readonly mediaType: RenderedMediaType;
  /** The bytes of a video to send, as a Range header has them. */
  readonly range: string | undefined;
  readonly rendering: Rendering;
}

export interface StoreInstances {
  readonly kind: "StoreInstances";
  /** The only study that the instances may belong to. */
  readonly study: Uid | undefined;
  /** The multipart boundary, without quotes. */
  readonly boundary: string;
}

export type Transaction =
  | SearchStudies
  | SearchSeries
  | SearchInstances
  | RetrieveStudy
  | RetrieveSeries
  | RetrieveInstance
  | RetrieveFrames
  | RetrieveBulkData
  | RetrieveRendered
  | StoreInstances;
