/** The query of a Search transaction (PS3.18, section 8.3.4), written anew for Orthanc. */
import { encodeQueryValue } from "../http/query";
import type { SearchQuery } from "./search";

/** No answer has more. Orthanc gives more at once: see searches/resolve.ts. */
const MAX_RESULTS = 1000;

const NOT_FUZZY = "Fuzzy matching is not supported; only literal matching was done.";
const NOT_ALL = "No more than 1000 results are given at once; ask for the next ones with an offset.";

/** The query for Orthanc, with its `?`. */
export function buildSearch(query: SearchQuery): string {
  const parts: string[] = [];
  for (const { tag, value } of query.filters) {
    parts.push(`${tag}=${encodeQueryValue(value)}`);
  }
  if (query.includeAll) {
    parts.push("includefield=all");
  }
  if (query.includeFields.length > 0) {
    parts.push(`includefield=${table.concat(query.includeFields as string[], ",")}`);
  }
  if (query.fuzzyMatching !== undefined) {
    parts.push(query.fuzzyMatching ? "fuzzymatching=true" : "fuzzymatching=false");
  }
  const limit = query.limit === undefined || query.limit === 0 ? MAX_RESULTS : query.limit;
  parts.push(string.format("limit=%d", math.min(limit, MAX_RESULTS)));
  if (query.offset !== undefined && query.offset > 0) {
    parts.push(string.format("offset=%d", query.offset));
  }
  return `?${table.concat(parts, "&")}`;
}

/** What the archive does otherwise than the query asks (PS3.18, sections 8.3.4.2 and 8.3.4.4). */
export function searchWarnings({ fuzzyMatching, limit }: SearchQuery): readonly string[] {
  const warnings: string[] = [];
  if (fuzzyMatching === true) {
    warnings.push(NOT_FUZZY);
  }
  if (limit !== undefined && limit > MAX_RESULTS) {
    warnings.push(NOT_ALL);
  }
  return warnings;
}
