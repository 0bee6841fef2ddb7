/** The files of Orthanc Explorer's page. */
import { isAsset } from "../../shared/policy/segments";
import { parseQuery } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { matches } from "../../shared/text";
import { bodyFault } from "./body";
import type { AdminAsset } from "./transaction";

const NOT_FOUND = refuse(404, "not-found", "There is no such file.");
const METHOD_NOT_ALLOWED = refuse(405, "method-not-allowed", "A file is read with GET.");
const BAD_QUERY = refuse(400, "query-unknown-key", "A file takes no query parameters.");

/**
 * Parses the path below `/pacs-admin/app/`, whose bytes and segments have been checked: segments start with a letter
 * or digit, at most six of them, and the last one has the extension of a page's file.
 */
export function parseAsset(
  method: string,
  file: string,
  query: string | undefined,
  headers: RequestHeaders,
): LuaMultiReturn<[AdminAsset] | [undefined, Refusal]> {
  if (!isAsset(file)) {
    return $multi(undefined, NOT_FOUND);
  }
  if (method !== "GET") {
    return $multi(undefined, METHOD_NOT_ALLOWED);
  }
  const fault = bodyFault("none", headers);
  if (fault !== undefined) {
    return $multi(undefined, fault);
  }
  const [parameters, refusal] = parseQuery(query);
  if (parameters === undefined) {
    return $multi(undefined, refusal);
  }
  for (const { key, value } of parameters) {
    if (key !== "_" || !matches(value, "^%d+$")) {
      return $multi(undefined, BAD_QUERY);
    }
  }
  return $multi({ kind: "AdminAsset", file });
}
