/**
 * Every request that `/pacs` serves, by the names of PS3.18: Search (10.6), Retrieve (10.4) and Store (10.5).
 * Store is a POST, all others are a GET. Nothing of the client's text is in here but values that a grammar has read.
 */
import type { DatasetMediaType, RenderedMediaType } from "./accept";
import type { FrameRepresentations } from "./frame-representations";
import type { ObjectSyntaxes } from "./object-syntaxes";
import type { Rendering } from "./rendering";
import type { SearchQuery } from "./search";
import type { Uid } from "./uid";

export interface SearchStudies {
  readonly kind: "SearchStudies";
  readonly query: SearchQuery;
  readonly mediaType: DatasetMediaType;
}

export interface SearchSeries {
  readonly kind: "SearchSeries";
  readonly study: Uid | undefined;
  readonly query: SearchQuery;
  readonly mediaType: DatasetMediaType;
}

export interface SearchInstances {
  readonly kind: "SearchInstances";
  readonly study: Uid | undefined;
  /** Never without a study. */
  readonly series: Uid | undefined;
  readonly query: SearchQuery;
  readonly mediaType: DatasetMediaType;
}

/** What a Retrieve of whole objects has besides. */
interface InSyntaxes {
  /** The only transfer syntaxes that the client takes; any if there are none. */
  readonly syntaxes?: ObjectSyntaxes;
}

/** What a Retrieve of one thing has besides. */
interface MaySingle {
  /** Whether it is answered by itself, without multipart around it. */
  readonly isSingle?: true;
}

/** A study, series or instance as DICOM files, in the transfer syntax it is stored in. */
export interface RetrieveStudy extends InSyntaxes {
  readonly kind: "RetrieveStudy";
  readonly study: Uid;
}

export interface RetrieveSeries extends InSyntaxes {
  readonly kind: "RetrieveSeries";
  readonly study: Uid;
  readonly series: Uid;
}

export interface RetrieveInstance extends InSyntaxes, MaySingle {
  readonly kind: "RetrieveInstance";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
}

/** The data sets of a study, a series or an instance, with addresses in place of large values. */
export interface RetrieveStudyMetadata {
  readonly kind: "RetrieveStudyMetadata";
  readonly study: Uid;
  readonly mediaType: DatasetMediaType;
}

export interface RetrieveSeriesMetadata {
  readonly kind: "RetrieveSeriesMetadata";
  readonly study: Uid;
  readonly series: Uid;
  readonly mediaType: DatasetMediaType;
}

export interface RetrieveInstanceMetadata {
  readonly kind: "RetrieveInstanceMetadata";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
  readonly mediaType: DatasetMediaType;
}

/** Pixel data of frames, in the transfer syntax it is stored in. */
export interface RetrieveFrames extends MaySingle {
  readonly kind: "RetrieveFrames";
  readonly study: Uid;
  readonly series: Uid;
  readonly instance: Uid;
  /** Frame numbers, counted from 1, as asked. */
  readonly frames: readonly number[];
  /** What the answer may be. */
  readonly representations: FrameRepresentations;
}

/** The value of one large attribute, as the BulkDataURI of the metadata names it. */
export interface RetrieveBulkData extends MaySingle {
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
  /** Of the answer. */
  readonly mediaType: DatasetMediaType;
}

export type Transaction =
  | SearchStudies
  | SearchSeries
  | SearchInstances
  | RetrieveStudy
  | RetrieveSeries
  | RetrieveInstance
  | RetrieveStudyMetadata
  | RetrieveSeriesMetadata
  | RetrieveInstanceMetadata
  | RetrieveFrames
  | RetrieveBulkData
  | RetrieveRendered
  | StoreInstances;
