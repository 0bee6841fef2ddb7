/**
 * From a raw request under `/pacs` to a transaction of PS3.18, or a refusal. Nothing is matched against the client's
 * text later on: what this returns is all that the rest of the gateway and Orthanc see of the request.
 */
import type { Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { contains } from "../../shared/text";
import { pathFault, segmentAfter } from "./path";
import { parseInstanceResource } from "./parse-instance";
import {
  hasBody,
  retrieveMetadata,
  retrieveObjects,
  retrieveRendered,
  search,
  store,
  type Incoming,
  type Parsed,
} from "./parse-common";
import { badUid, BODY_ON_GET, METHOD_NOT_ALLOWED, NO_URI_SERVICE, NOT_FOUND, ROOT } from "./refusals";
import { parseUid, type Uid } from "./uid";

const PREFIX = "/pacs/";
const ALIAS = "/pacs/dicom-web/";
const ALIAS_ROOT = "/pacs/dicom-web";

/**
 * Parses a request line and its headers.
 *
 * `path` and `query` are raw, as the client sent them; the path starts with `/pacs/` or its alias `/pacs/dicom-web/`,
 * the query is without its `?`. Refused: malformed paths, UIDs, queries and bodies on GET (400), resources that are
 * not in the grammar (404), methods but GET and POST, and POST elsewhere than on studies (405), answers that nobody
 * would accept (406), bodies that are not DICOM in multipart/related (415).
 */
export function parseDicomweb(
  method: string,
  path: string,
  query: string | undefined,
  headers: RequestHeaders,
): Parsed {
  if (path === "/pacs" || path === PREFIX || path === ALIAS || path === ALIAS_ROOT) {
    return $multi(undefined, contains(query ?? "", "requestType=") ? NO_URI_SERVICE : ROOT);
  }
  const fault: Refusal | undefined = pathFault(path);
  if (fault !== undefined) {
    return $multi(undefined, fault);
  }
  if (method !== "GET" && method !== "POST") {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  if (method === "GET" && hasBody(headers)) {
    return $multi(undefined, BODY_ON_GET);
  }
  const incoming: Incoming = { isStore: method === "POST", query, headers };
  if (string.sub(path, 1, ALIAS.length) === ALIAS) {
    return parseResource(string.sub(path, ALIAS.length + 1), incoming);
  }
  if (string.sub(path, 1, PREFIX.length) === PREFIX) {
    return parseResource(string.sub(path, PREFIX.length + 1), incoming);
  }
  return $multi(undefined, NOT_FOUND);
}

function parseResource(resource: string, incoming: Incoming): Parsed {
  const [name, below] = segmentAfter("studies/", resource);
  if (name !== undefined) {
    const study = parseUid(name);
    if (study === undefined) {
      return $multi(undefined, badUid(name));
    }
    return parseStudyResource(study, below, incoming);
  }
  if (resource === "studies" && incoming.isStore) {
    return store(undefined, incoming);
  }
  if (resource === "studies") {
    return search("study", undefined, undefined, incoming);
  }
  if (resource === "series") {
    return search("series", undefined, undefined, incoming);
  }
  if (resource === "instances") {
    return search("instance", undefined, undefined, incoming);
  }
  // If WADO_URI is on, this is parsed in uri-service.ts.
  return $multi(undefined, resource === "wado" ? NO_URI_SERVICE : NOT_FOUND);
}

function parseStudyResource(study: Uid, resource: string, incoming: Incoming): Parsed {
  const [name, below] = segmentAfter("/series/", resource);
  if (name !== undefined) {
    const series = parseUid(name);
    if (series === undefined) {
      return $multi(undefined, badUid(name));
    }
    return parseSeriesResource(study, series, below, incoming);
  }
  if (resource === "" && incoming.isStore) {
    return store(study, incoming);
  }
  if (resource === "") {
    return retrieveObjects({ kind: "RetrieveStudy", study }, incoming);
  }
  if (resource === "/series") {
    return search("series", study, undefined, incoming);
  }
  if (resource === "/instances") {
    return search("instance", study, undefined, incoming);
  }
  if (resource === "/metadata") {
    return retrieveMetadata(study, undefined, undefined, incoming);
  }
  return retrieveRendered(resource, { study, series: undefined, instance: undefined, frame: undefined }, incoming);
}

function parseSeriesResource(study: Uid, series: Uid, resource: string, incoming: Incoming): Parsed {
  const [name, below] = segmentAfter("/instances/", resource);
  if (name !== undefined) {
    const instance = parseUid(name);
    if (instance === undefined) {
      return $multi(undefined, badUid(name));
    }
    return parseInstanceResource(study, series, instance, below, incoming);
  }
  if (resource === "") {
    return retrieveObjects({ kind: "RetrieveSeries", study, series }, incoming);
  }
  if (resource === "/instances") {
    return search("instance", study, series, incoming);
  }
  if (resource === "/metadata") {
    return retrieveMetadata(study, series, undefined, incoming);
  }
  return retrieveRendered(resource, { study, series, instance: undefined, frame: undefined }, incoming);
}
