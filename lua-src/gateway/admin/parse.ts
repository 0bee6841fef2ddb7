/** From a raw request under `/pacs-admin` to a transaction, or a refusal. Nothing but the table of routes is served. */
import { ADMIN_ROUTES, type AdminRoute } from "../../shared/policy/admin-routes";
import { findRoute, splitPath } from "../../shared/policy/route-table";
import { quote } from "../../shared/quote";
import { parseQuery } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { contains, matches } from "../../shared/text";
import { parseAsset } from "./asset";
import { bodyFault } from "./body";
import type { AdminParameter, AdminTransaction } from "./transaction";

type Parsed = LuaMultiReturn<[AdminTransaction] | [undefined, Refusal]>;

const PREFIX = "/pacs-admin/";
const MAX_LENGTH = 1024;
const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

const BAD_PATH = refuse(400, "path-bytes", "The path is too long, or holds a byte or a segment that no route has.");
const NOT_FOUND = refuse(404, "not-found", "There is no such resource.");
const METHOD_NOT_ALLOWED = refuse(405, "method-not-allowed", "This resource does not support the method.");
const NO_QUERY = refuse(400, "query-unknown-key", "The entrance takes no query.");
const NO_LIMIT = refuse(400, "admin-limit", "A list takes since and limit; the limit is from 1 to 1000.");

/**
 * Parses a request line and its headers; `path` and `query` are raw, the path is `/pacs-admin` or starts with
 * `/pacs-admin/`. Refused: malformed paths and queries and bodies where none belongs (400), what is not in the table
 * of routes (404), other methods on what is (405), JSON or text without a length (411) or too long (413), other
 * content types and encoded bodies (415).
 */
export function parseAdmin(method: string, path: string, query: string | undefined, headers: RequestHeaders): Parsed {
  if (path === "/pacs-admin" || path === PREFIX) {
    return parseEntrance(method, query, headers);
  }
  const isBelow = string.sub(path, 1, PREFIX.length) === PREFIX;
  if (!isBelow || path.length > MAX_LENGTH || matches(path, "[^A-Za-z0-9._/-]")) {
    return $multi(undefined, BAD_PATH);
  }
  const resource = string.sub(path, PREFIX.length + 1);
  if (contains(path, "//") || matches(`/${resource}/`, "/%.*/")) {
    return $multi(undefined, BAD_PATH);
  }
  if (string.sub(resource, 1, 4) === "app/") {
    return parseAsset(method, string.sub(resource, 5), query, headers);
  }
  const segments = splitPath(resource);
  const route = findRoute(ADMIN_ROUTES, method, segments);
  if (route === undefined) {
    return $multi(undefined, isKnown(segments) ? METHOD_NOT_ALLOWED : NOT_FOUND);
  }
  return parseRequest(route, segments, query, headers);
}

/** A key that the route does not know, or not with this value. */
function badQuery(key: string): Refusal {
  return refuse(400, "query-unknown-key", `This resource takes no query parameter ${quote(key)} with such a value.`);
}

function parseEntrance(method: string, query: string | undefined, headers: RequestHeaders): Parsed {
  if (method !== "GET") {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  const fault = bodyFault("none", headers);
  if (fault !== undefined) {
    return $multi(undefined, fault);
  }
  if (query !== undefined && query !== "") {
    return $multi(undefined, NO_QUERY);
  }
  return $multi({ kind: "AdminEntrance" });
}

function parseRequest(
  route: AdminRoute,
  segments: readonly string[],
  query: string | undefined,
  headers: RequestHeaders,
): Parsed {
  const fault = bodyFault(route.body, headers);
  if (fault !== undefined) {
    return $multi(undefined, fault);
  }
  const [parameters, refusal] = readParameters(route, query);
  if (parameters === undefined) {
    return $multi(undefined, refusal);
  }
  return $multi({ kind: "AdminRequest", row: route, path: segments, query: parameters });
}

/** Whether any method leads to a route. */
function isKnown(segments: readonly string[]): boolean {
  for (const method of METHODS) {
    if (findRoute(ADMIN_ROUTES, method, segments) !== undefined) {
      return true;
    }
  }
  return false;
}

/**
 * The route's parameters. `_`, the number by which jQuery avoids the browser's cache, is dropped. A list without a
 * limit would read the whole archive, and one without `since` is an error to Orthanc.
 */
function readParameters(
  route: AdminRoute,
  query: string | undefined,
): LuaMultiReturn<[readonly AdminParameter[]] | [undefined, Refusal]> {
  const [raw, refusal] = parseQuery(query);
  if (raw === undefined) {
    return $multi(undefined, refusal);
  }
  const parameters: AdminParameter[] = [];
  let since: number | undefined;
  let limit: number | undefined;
  for (const { key, value } of raw) {
    const kind = route.query[key];
    const count = value.length <= 6 && matches(value, "^%d+$") ? tonumber(value) : undefined;
    if (kind === "flag" && value === "") {
      parameters.push({ key, value: undefined });
    } else if (kind === "number" && count !== undefined) {
      parameters.push({ key, value: count });
      since = key === "since" ? count : since;
      limit = key === "limit" ? count : limit;
    } else if (key !== "_" || route.method !== "GET" || !matches(value, "^%d+$")) {
      return $multi(undefined, badQuery(key));
    }
  }
  const isPage = since !== undefined && limit !== undefined && limit >= 1 && limit <= 1000;
  if (route.query.limit !== undefined && !isPage) {
    return $multi(undefined, NO_LIMIT);
  }
  return $multi(parameters);
}
