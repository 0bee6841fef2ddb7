/** The query of a Search transaction (PS3.18, section 8.3.4), written anew for Orthanc. */
import { encodeQueryValue } from "../http/query";
import { attributeNamed, isWithin, REQUEST_ATTRIBUTES, type Level } from "./attributes";
import type { SearchQuery } from "./search";

/** No answer has more. Orthanc gives more at once: see searches/resolve.ts. */
const MAX_RESULTS = 1000;
/** The order that lists have anyway: one answer is cached for both. */
export const NEWEST_FIRST = "-StudyDate";

const NOT_FUZZY = "Fuzzy matching is not supported; only literal matching was done.";
const NOT_ALL = "No more than 1000 results are given at once; ask for the next ones with an offset.";
const NOT_INDEXED = "Series whose Request Attributes Sequence the archive's index does not have are not found.";
const NOT_RETURNED =
  "Of the fields in includefield, only those are returned that the archive's index has at this level.";

/**
 * The fields of `includefield` that a search at a level returns. Any other Orthanc would have to read in a file of each
 * result (PS3.18, section 8.3.4.3, leaves it to the server which ones it supports).
 */
function returnedFields({ includeFields }: SearchQuery, level: Level): readonly string[] {
  return includeFields.filter((field) => {
    const attribute = attributeNamed(field);
    return attribute !== undefined && isWithin(attribute, level);
  });
}

/** The query for Orthanc, with its `?`. */
export function buildSearch(query: SearchQuery, level: Level): string {
  const parts: string[] = [];
  for (const { tag, value } of query.filters) {
    parts.push(`${tag}=${encodeQueryValue(value)}`);
  }
  // For the gateway itself alone: see searches/wanted.ts.
  for (const { tag, value } of query.requests ?? []) {
    parts.push(`${REQUEST_ATTRIBUTES}.${tag}=${encodeQueryValue(value)}`);
  }
  if (query.includeAll) {
    parts.push("includefield=all");
  }
  const fields = returnedFields(query, level);
  if (fields.length > 0) {
    parts.push(`includefield=${table.concat(fields as string[], ",")}`);
  }
  if (query.fuzzyMatching !== undefined) {
    parts.push(query.fuzzyMatching ? "fuzzymatching=true" : "fuzzymatching=false");
  }
  // For the gateway itself alone: see searches/wanted.ts.
  if (query.anyOrder && level === "study") parts.push("anyorder=true");
  if (query.orderBy !== undefined && query.orderBy !== NEWEST_FIRST) parts.push(`orderby=${query.orderBy}`);
  const limit = query.limit === undefined || query.limit === 0 ? MAX_RESULTS : query.limit;
  parts.push(string.format("limit=%d", math.min(limit, MAX_RESULTS)));
  if (query.offset !== undefined && query.offset > 0) {
    parts.push(string.format("offset=%d", query.offset));
  }
  return `?${table.concat(parts, "&")}`;
}

/** What the archive does otherwise than the query asks (PS3.18, sections 8.3.4.2 and 8.3.4.4). */
export function searchWarnings(query: SearchQuery, level: Level): readonly string[] {
  const { fuzzyMatching, limit, includeFields } = query;
  const warnings: string[] = [];
  if (fuzzyMatching === true) {
    warnings.push(NOT_FUZZY);
  }
  if (limit !== undefined && limit > MAX_RESULTS) {
    warnings.push(NOT_ALL);
  }
  if (query.requests !== undefined) {
    warnings.push(NOT_INDEXED);
  }
  if (returnedFields(query, level).length < includeFields.length) {
    warnings.push(NOT_RETURNED);
  }
  return warnings;
}
