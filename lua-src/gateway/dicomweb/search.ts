/** The query of a Search transaction (PS3.18, section 8.3.4), read into typed values. */
import type { QueryParameter } from "../http/query";
import { refuse, type Refusal } from "../http/refusal";
import { contains, matches } from "../http/text";
import { attributeId, attributeNamed, isWithin, outermostOf, type Attribute, type Level } from "./attributes";
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
  /** Tags or keywords to return besides those of the level. */
  readonly includeFields: readonly string[];
  readonly includeAll: boolean;
  /** At most so many results; 0 and undefined leave the number to the gateway. */
  readonly limit: number | undefined;
  /** Results to skip. */
  readonly offset: number | undefined;
  readonly fuzzyMatching: boolean | undefined;
}

const MAX_INCLUDE_FIELDS = 64;

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
const BAD_LIMIT = refuse(400, "search-limit", "The limit is a whole number below 1000000000.");
const BAD_OFFSET = refuse(400, "search-offset", "The offset is a whole number below 1000000000.");
const BAD_FUZZY = refuse(400, "search-fuzzymatching", "The value of fuzzymatching is true or false.");
const BAD_INCLUDE = refuse(
  400,
  "search-includefield",
  "The query asks for a field that is neither a tag nor a keyword, or over 64 of them.",
);
const IN_SEQUENCE = refuse(400, "search-sequence", "The archive does not search inside sequences.");
const BAD_FLAG = refuse(400, "search-flag", "The value of a matching option is true or false.");
const EMPTY_VALUES = refuse(400, "search-emptyvaluematching", "The archive does not match empty values.");

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

function readFilter(
  draft: Draft,
  attribute: Attribute,
  value: string,
  level: Level,
  named: Record<string, true | undefined>,
  inPath: Readonly<Record<string, true | undefined>>,
): Refusal | undefined {
  if (attribute.match === undefined || !isWithin(attribute, level)) {
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
    draft.limit = parseCount(value);
    return draft.limit === undefined ? BAD_LIMIT : undefined;
  }
  if (key === "offset") {
    draft.offset = parseCount(value);
    return draft.offset === undefined ? BAD_OFFSET : undefined;
  }
  if (key === "fuzzymatching") {
    draft.fuzzyMatching = value === "true";
    return value === "true" || value === "false" ? undefined : BAD_FUZZY;
  }
  if (key === "includefield") {
    return readIncludeField(draft, value) ? undefined : BAD_INCLUDE;
  }
  // Orthanc always matches each of several values, and never an empty one.
  if (key === "multiplevaluematching" || key === "emptyvaluematching") {
    if (value !== "true" && value !== "false") {
      return BAD_FLAG;
    }
    return key === "emptyvaluematching" && value === "true" ? EMPTY_VALUES : undefined;
  }
  return outermostOf(key) === undefined ? UNKNOWN_KEY : IN_SEQUENCE;
}

/** Reads `all`, or attributes parted by commas; any may be returned, and a sequence comes as a whole. */
function readIncludeField(draft: Draft, value: string): boolean {
  if (value === "all") {
    draft.includeAll = true;
    return true;
  }
  if (contains(`,${value},`, ",,")) {
    return false;
  }
  for (const [name = ""] of string.gmatch(value, "[^,]+")) {
    const field = attributeId(name) ?? outermostOf(name);
    if (field === undefined || draft.includeFields.length >= MAX_INCLUDE_FIELDS) {
      return false;
    }
    draft.includeFields.push(field);
  }
  return true;
}

function parseCount(text: string): number | undefined {
  return text.length <= 9 && matches(text, "^%d+$") ? tonumber(text) : undefined;
}
