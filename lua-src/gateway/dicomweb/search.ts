/** The query of a Search transaction (PS3.18, section 8.3.4), read into typed values and written anew for Orthanc. */
import { encodeQueryValue, type QueryParameter } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { contains, matches } from "../http/text";
import { attributeNamed, type Attribute, type Level } from "./attributes";
import { canonicalValue } from "./search-value";

export interface SearchFilter {
  /** Eight upper-case hexadecimal digits. */
  readonly tag: string;
  /** The value, decoded; lists are parted by commas; `""` matches everything. */
  readonly value: string;
}

export interface SearchQuery {
  /** In the client's order, no tag twice. */
  readonly filters: readonly SearchFilter[];
  /** Tags to return besides those of the level. */
  readonly includeFields: readonly string[];
  readonly includeAll: boolean;
  /** At most so many results, up to 1000; 0 and undefined leave the number to the archive. */
  readonly limit: number | undefined;
  /** Results to skip. */
  readonly offset: number | undefined;
  readonly fuzzyMatching: boolean | undefined;
}

const MAX_LIMIT = 1000;
const MAX_OFFSET = 1e9;
const MAX_INCLUDE_FIELDS = 64;

const LEVELS: Readonly<Record<Level, number>> = { study: 1, series: 2, instance: 3 };

const EMPTY: SearchQuery = {
  filters: [],
  includeFields: [],
  includeAll: false,
  limit: undefined,
  offset: undefined,
  fuzzyMatching: undefined,
};

const UNKNOWN_KEY = refuse(400, "search-unknown-key", "The query names a search key that this resource does not know.");
const SAME_ATTRIBUTE = refuse(400, "search-same-attribute", "The query names one attribute twice.");
const BAD_VALUE = refuse(400, "search-value", "A search key has a value that is malformed for its attribute.");
const BAD_LIMIT = refuse(400, "search-limit", "The limit is a whole number from 0 to 1000.");
const BAD_OFFSET = refuse(400, "search-offset", "The offset is a whole number below 1000000000.");
const BAD_FUZZY = refuse(400, "search-fuzzymatching", "The value of fuzzymatching is true or false.");
const BAD_INCLUDE = refuse(
  400,
  "search-includefield",
  "The query asks for a field that is not known, or over 64 of them.",
);

/** What a search has collected while it is read. */
interface Draft {
  filters: SearchFilter[];
  includeFields: string[];
  includeAll: boolean;
  limit: number | undefined;
  offset: number | undefined;
  fuzzyMatching: boolean | undefined;
}

/**
 * Reads the parameters of a search at a level. `inPath` are the tags that the path has fixed already; they may not be
 * named again. Everything unknown, doubled or malformed is refused with 400.
 */
export function parseSearch(
  parameters: readonly QueryParameter[],
  level: Level,
  inPath: Readonly<Record<string, true | undefined>>,
): LuaMultiReturn<[SearchQuery] | [undefined, Refusal]> {
  if (parameters.length === 0) {
    return $multi(EMPTY);
  }
  const draft: Draft = {
    filters: [],
    includeFields: [],
    includeAll: false,
    limit: undefined,
    offset: undefined,
    fuzzyMatching: undefined,
  };
  const named: Record<string, true | undefined> = {};
  for (const { key, value } of parameters) {
    const attribute = attributeNamed(key);
    const refusal =
      attribute === undefined
        ? readOption(draft, key, value)
        : readFilter(draft, attribute, value, level, named, inPath);
    if (refusal !== undefined) {
      return $multi(undefined, refusal);
    }
  }
  return $multi(draft);
}

/** The query for Orthanc, with its `?`, or `""`. */
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
  if (query.limit !== undefined && query.limit > 0) {
    parts.push(string.format("limit=%d", query.limit));
  }
  if (query.offset !== undefined && query.offset > 0) {
    parts.push(string.format("offset=%d", query.offset));
  }
  return parts.length === 0 ? "" : `?${table.concat(parts, "&")}`;
}

function readFilter(
  draft: Draft,
  attribute: Attribute,
  value: string,
  level: Level,
  named: Record<string, true | undefined>,
  inPath: Readonly<Record<string, true | undefined>>,
): Refusal | undefined {
  if (attribute.match === undefined || LEVELS[attribute.level] > LEVELS[level]) {
    return UNKNOWN_KEY;
  }
  const tag = attribute.tag;
  if (named[tag] === true || inPath[tag] === true) {
    return SAME_ATTRIBUTE;
  }
  named[tag] = true;
  const canonical = canonicalValue(attribute.match, value);
  if (canonical === undefined) {
    return BAD_VALUE;
  }
  draft.filters.push({ tag, value: canonical });
  return undefined;
}

function readOption(draft: Draft, key: string, value: string): Refusal | undefined {
  if (key === "limit") {
    draft.limit = parseCount(value, MAX_LIMIT);
    return draft.limit === undefined ? BAD_LIMIT : undefined;
  }
  if (key === "offset") {
    draft.offset = parseCount(value, MAX_OFFSET - 1);
    return draft.offset === undefined ? BAD_OFFSET : undefined;
  }
  if (key === "fuzzymatching") {
    draft.fuzzyMatching = value === "true";
    return value === "true" || value === "false" ? undefined : BAD_FUZZY;
  }
  if (key === "includefield") {
    return readIncludeField(draft, value) ? undefined : BAD_INCLUDE;
  }
  return UNKNOWN_KEY;
}

/** Reads `all`, or keywords and tags parted by commas; any public tag may be returned. */
function readIncludeField(draft: Draft, value: string): boolean {
  if (value === "all") {
    draft.includeAll = true;
    return true;
  }
  if (contains(`,${value},`, ",,")) {
    return false;
  }
  for (const [name = ""] of string.gmatch(value, "[^,]+")) {
    const tag = attributeNamed(name)?.tag ?? publicTag(name);
    if (tag === undefined || draft.includeFields.length >= MAX_INCLUDE_FIELDS) {
      return false;
    }
    draft.includeFields.push(tag);
  }
  return true;
}

/** A tag of eight hexadecimal digits with an even group, in upper case. */
function publicTag(name: string): string | undefined {
  return matches(name, "^%x%x%x[02468aceACE]%x%x%x%x$") ? string.upper(name) : undefined;
}

function parseCount(text: string, most: number): number | undefined {
  const count = text.length <= 9 && matches(text, "^%d+$") ? tonumber(text) : undefined;
  return count !== undefined && count <= most ? count : undefined;
}
