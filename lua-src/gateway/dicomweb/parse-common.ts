/** What the levels of the DICOMweb grammar share: the end of each parse, where query and headers are read. */
import { parseQuery } from "../http/query";
import type { Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { chooseBulk, chooseDataset, chooseRendered, chooseStoreResponse, type BulkAnswer } from "./accept";
import type { Level } from "./attributes";
import { parseByteRange } from "./byte-range";
import { parseStoreContentType } from "./content-type";
import { negotiate, type Negotiated } from "./negotiation";
import { ENCODED_BODY, METHOD_NOT_ALLOWED, NO_STORE_QUERY, NOT_FOUND, notAcceptable, unknownKey } from "./refusals";
import { objectAnswers } from "./object-syntaxes";
import { parseRendering } from "./rendering";
import { parseSearch } from "./search";
import { NOT_IN_XML, UNSORTED } from "./search-refusals";
import type {
  RetrieveBulkData,
  RetrieveInstance,
  RetrieveRendered,
  RetrieveSeries,
  RetrieveStudy,
  Transaction,
} from "./transaction";
import type { Uid } from "./uid";

export type Parsed = LuaMultiReturn<[Transaction] | [undefined, Refusal]>;

/** The request besides its path; the method has been found to be GET or POST. */
export interface Incoming {
  readonly isStore: boolean;
  readonly query: string | undefined;
  readonly headers: RequestHeaders;
}

/** What a rendering shows. */
export type Shown = Pick<RetrieveRendered, "study" | "series" | "instance" | "frame">;

const STUDY_IN_PATH = { "0020000D": true } as const;
const SERIES_IN_PATH = { "0020000D": true, "0020000E": true } as const;
const NOTHING_IN_PATH = {};

/** Whether the headers announce a body (RFC 9112, section 6). */
export function hasBody(headers: RequestHeaders): boolean {
  return headers.transferEncoding !== undefined || (headers.contentLength ?? "0") !== "0";
}

/** Reads the query of a GET, and takes out of it what the client accepts. */
function readQuery({ isStore, query, headers }: Incoming): LuaMultiReturn<[Negotiated] | [undefined, Refusal]> {
  if (isStore) {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  const [parameters, refusal] = parseQuery(query);
  if (parameters === undefined) {
    return $multi(undefined, refusal);
  }
  return negotiate(parameters, headers.accept);
}

/**
 * Reads a Retrieve that takes no parameters of its own. The first result is the refusal, the second what the client
 * accepts.
 */
export function readRetrieve(incoming: Incoming): LuaMultiReturn<[Refusal | undefined, string | undefined]> {
  const [negotiated, refusal] = readQuery(incoming);
  if (negotiated === undefined) {
    return $multi(refusal, undefined);
  }
  const unknown = negotiated.rest[0];
  if (unknown !== undefined) {
    return $multi(unknownKey(unknown.key), undefined);
  }
  return $multi(undefined, negotiated.accept);
}

/** Ends a Retrieve of whole objects: no query, no body, and the client accepts DICOM files. */
export function retrieveObjects(
  transaction: RetrieveStudy | RetrieveSeries | RetrieveInstance,
  incoming: Incoming,
): Parsed {
  const [refusal, accept] = readRetrieve(incoming);
  if (refusal !== undefined) {
    return $multi(undefined, refusal);
  }
  const { parts, single, isSingleWanted } = objectAnswers(accept);
  if (transaction.kind === "RetrieveInstance" && isSingleWanted && single !== undefined) {
    return $multi({ ...transaction, ...(single.length === 0 ? {} : { syntaxes: single }), isSingle: true });
  }
  if (parts === undefined) {
    return $multi(undefined, notAcceptable(transaction.kind === "RetrieveInstance" ? "file" : "dicom"));
  }
  return $multi(parts.length === 0 ? transaction : { ...transaction, syntaxes: parts });
}

/** Ends a Retrieve of bulk data: no query, no body, and the client accepts them. */
export function retrieveBulk(transaction: RetrieveBulkData, answer: BulkAnswer, incoming: Incoming): Parsed {
  const [refusal, accept] = readRetrieve(incoming);
  if (refusal !== undefined) {
    return $multi(undefined, refusal);
  }
  const chosen = chooseBulk(accept, answer);
  if (chosen === undefined) {
    return $multi(undefined, notAcceptable(answer));
  }
  return $multi(chosen === "single" ? { ...transaction, isSingle: true } : transaction);
}

/** Ends a Retrieve of the metadata of an instance, or of a series or study where there is none. */
export function retrieveMetadata(
  study: Uid,
  series: Uid | undefined,
  instance: Uid | undefined,
  incoming: Incoming,
): Parsed {
  const [refusal, accept] = readRetrieve(incoming);
  if (refusal !== undefined) {
    return $multi(undefined, refusal);
  }
  const mediaType = chooseDataset(accept);
  if (mediaType === undefined) {
    return $multi(undefined, notAcceptable("data set"));
  }
  if (series === undefined) {
    return $multi({ kind: "RetrieveStudyMetadata", study, mediaType });
  }
  if (instance === undefined) {
    return $multi({ kind: "RetrieveSeriesMetadata", study, series, mediaType });
  }
  return $multi({ kind: "RetrieveInstanceMetadata", study, series, instance, mediaType });
}

/** Ends a Search at a level, below the study and series that the path names. */
export function search(level: Level, study: Uid | undefined, series: Uid | undefined, incoming: Incoming): Parsed {
  const [negotiated, queryRefusal] = readQuery(incoming);
  if (negotiated === undefined) {
    return $multi(undefined, queryRefusal);
  }
  const mediaType = chooseDataset(negotiated.accept);
  if (mediaType === undefined) {
    return $multi(undefined, notAcceptable("data set"));
  }
  const inPath = series !== undefined ? SERIES_IN_PATH : study !== undefined ? STUDY_IN_PATH : NOTHING_IN_PATH;
  const [query, refusal] = parseSearch(negotiated.rest, level, inPath);
  if (query === undefined) {
    return $multi(undefined, refusal);
  }
  const isList = level === "study" && mediaType === "application/dicom+json";
  if (query.orderBy !== undefined && !isList) {
    return $multi(undefined, UNSORTED);
  }
  if (level === "study") {
    const anyOrder = query.anyOrder && isList;
    return $multi({
      kind: "SearchStudies",
      query: anyOrder === query.anyOrder ? query : { ...query, anyOrder },
      mediaType,
    });
  }
  if (query.requests !== undefined && mediaType !== "application/dicom+json") {
    return $multi(undefined, NOT_IN_XML);
  }
  if (level === "series") {
    return $multi({ kind: "SearchSeries", study, query, mediaType });
  }
  return $multi({ kind: "SearchInstances", study, series, query, mediaType });
}

/** Ends a rendering: `resource` is the last segment, `/rendered` or `/thumbnail`; anything else does not exist. */
export function retrieveRendered(resource: string, shown: Shown, incoming: Incoming): Parsed {
  if (resource !== "/rendered" && resource !== "/thumbnail") {
    return $multi(undefined, NOT_FOUND);
  }
  const [negotiated, queryRefusal] = readQuery(incoming);
  if (negotiated === undefined) {
    return $multi(undefined, queryRefusal);
  }
  const [rendering, refusal] = parseRendering(negotiated.rest);
  if (rendering === undefined) {
    return $multi(undefined, refusal);
  }
  const mediaType = chooseRendered(negotiated.accept);
  if (mediaType === undefined) {
    return $multi(undefined, notAcceptable("picture"));
  }
  return $multi({
    kind: resource === "/rendered" ? "RetrieveRendered" : "RetrieveThumbnail",
    study: shown.study,
    series: shown.series,
    instance: shown.instance,
    frame: shown.frame,
    mediaType,
    range: parseByteRange(incoming.headers),
    rendering,
  });
}

/** Ends a Store. Its answer is DICOM JSON unless the client prefers XML: a refusal by Accept would come after the upload. */
export function store(study: Uid | undefined, incoming: Incoming): Parsed {
  const { headers, query } = incoming;
  if (query !== undefined && query !== "") {
    return $multi(undefined, NO_STORE_QUERY);
  }
  if (headers.contentEncoding !== undefined) {
    return $multi(undefined, ENCODED_BODY);
  }
  const [boundary, refusal] = parseStoreContentType(headers.contentType);
  if (boundary === undefined) {
    return $multi(undefined, refusal);
  }
  return $multi({ kind: "StoreInstances", study, boundary, mediaType: chooseStoreResponse(headers.accept) });
}
