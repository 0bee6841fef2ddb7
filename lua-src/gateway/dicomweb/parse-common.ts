/** What the levels of the DICOMweb grammar share: the end of each parse, where query and headers are read. */
import { parseQuery } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { accepts, chooseRendered, type FixedAnswer } from "./accept";
import type { Level } from "./attributes";
import { parseByteRange } from "./byte-range";
import { parseStoreContentType } from "./content-type";
import { parseRendering } from "./rendering";
import { parseSearch } from "./search";
import type { RetrieveRendered, Transaction } from "./transaction";
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

export const NOT_FOUND = refuse(404, "not-found", "There is no such resource.");
export const METHOD_NOT_ALLOWED = refuse(405, "method-not-allowed", "This resource does not support the method.");
export const BAD_UID = refuse(400, "uid", "The path holds a malformed unique identifier.");

const NOT_ACCEPTABLE = refuse(406, "not-acceptable", "This resource has no form that the Accept header allows.");
const NO_QUERY = refuse(400, "query-unknown-key", "This resource takes no query parameters.");
const ENCODED_BODY = refuse(415, "content-encoding", "A store request has no Content-Encoding.");

const STUDY_IN_PATH = { "0020000D": true } as const;
const SERIES_IN_PATH = { "0020000D": true, "0020000E": true } as const;
const NOTHING_IN_PATH = {};

/** Whether the headers announce a body (RFC 9112, section 6). */
export function hasBody(headers: RequestHeaders): boolean {
  return headers.transferEncoding !== undefined || (headers.contentLength ?? "0") !== "0";
}

/** Ends a Retrieve whose answer has one form: no query, no body, and the client accepts the form. */
export function retrieve(transaction: Transaction, answer: FixedAnswer, incoming: Incoming): Parsed {
  if (incoming.isStore) {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  if (incoming.query !== undefined && incoming.query !== "") {
    const [parameters, refusal] = parseQuery(incoming.query);
    if (parameters === undefined) {
      return $multi(undefined, refusal);
    }
    if (parameters.length > 0) {
      return $multi(undefined, NO_QUERY);
    }
  }
  if (!accepts(incoming.headers.accept, answer)) {
    return $multi(undefined, NOT_ACCEPTABLE);
  }
  return $multi(transaction);
}

/** Ends a Search at a level, below the study and series that the path names. */
export function search(level: Level, study: Uid | undefined, series: Uid | undefined, incoming: Incoming): Parsed {
  if (incoming.isStore) {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  if (!accepts(incoming.headers.accept, "json")) {
    return $multi(undefined, NOT_ACCEPTABLE);
  }
  const [parameters, queryRefusal] = parseQuery(incoming.query);
  if (parameters === undefined) {
    return $multi(undefined, queryRefusal);
  }
  const inPath = series !== undefined ? SERIES_IN_PATH : study !== undefined ? STUDY_IN_PATH : NOTHING_IN_PATH;
  const [query, refusal] = parseSearch(parameters, level, inPath);
  if (query === undefined) {
    return $multi(undefined, refusal);
  }
  if (level === "study") {
    return $multi({ kind: "SearchStudies", query });
  }
  if (level === "series") {
    return $multi({ kind: "SearchSeries", study, query });
  }
  return $multi({ kind: "SearchInstances", study, series, query });
}

/** Ends a rendering: `resource` is the last segment, `/rendered` or `/thumbnail`; anything else does not exist. */
export function retrieveRendered(resource: string, shown: Shown, incoming: Incoming): Parsed {
  if (resource !== "/rendered" && resource !== "/thumbnail") {
    return $multi(undefined, NOT_FOUND);
  }
  if (incoming.isStore) {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  const [parameters, queryRefusal] = parseQuery(incoming.query);
  if (parameters === undefined) {
    return $multi(undefined, queryRefusal);
  }
  const [rendering, refusal] = parseRendering(parameters);
  if (rendering === undefined) {
    return $multi(undefined, refusal);
  }
  const mediaType = chooseRendered(rendering.accept ?? incoming.headers.accept);
  if (mediaType === undefined) {
    return $multi(undefined, NOT_ACCEPTABLE);
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

/** Ends a Store. Its answer is always DICOM JSON: a refusal by Accept would come after the upload. */
export function store(study: Uid | undefined, incoming: Incoming): Parsed {
  const { headers, query } = incoming;
  if (query !== undefined && query !== "") {
    return $multi(undefined, NO_QUERY);
  }
  if (headers.contentEncoding !== undefined) {
    return $multi(undefined, ENCODED_BODY);
  }
  const [boundary, refusal] = parseStoreContentType(headers.contentType);
  if (boundary === undefined) {
    return $multi(undefined, refusal);
  }
  return $multi({ kind: "StoreInstances", study, boundary });
}
