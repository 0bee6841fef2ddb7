/** The query of a Search transaction (PS3.18, section 8.3.4), read into typed values. */
import type { QueryParameter } from "../http/query";
import type { Refusal } from "../http/refusal";
import { contains, matches } from "../../shared/text";
import {
  attributeId,
  attributeNamed,
  isWithin,
  outermostOf,
  requestKeyOf,
  type Attribute,
  type Level,
} from "./attributes";
import {
  badCount,
  badField,
  badFlag,
  badOrder,
  badValue,
  EMPTY_FIELD,
  EMPTY_VALUES,
  inSequence,
  MANY_FIELDS,
  NOT_BESIDE_LETTERS,
  sameAttribute,
  unknownKey,
} from "./search-refusals";
import { canonicalValue, isWords } from "./search-value";

export interface SearchFilter {
  /** Eight upper-case hexadecimal digits. */
  readonly tag: string;
  /** The value, decoded; lists are parted by commas; `""` matches everything. */
  readonly value: string;
}

export interface SearchQuery {
  /** In the client's order, no tag twice. */
  readonly filters: readonly SearchFilter[];
  /** Keys inside Request Attributes Sequence, by the tags in it; undefined if there are none. */
  readonly requests?: readonly SearchFilter[];
  /** Tags or keywords to return besides those of the level. */
  readonly includeFields: readonly string[];
  readonly includeAll: boolean;
  /** At most so many results; undefined leaves the number to the gateway. */
  readonly limit: number | undefined;
  /** Results to skip. */
  readonly offset: number | undefined;
  readonly fuzzyMatching: boolean | undefined;
  /** The attribute that studies are sorted by, `-` in front for descending; undefined for the newest first. */
  readonly orderBy: string | undefined;
  /** Whether PatientName is words of which the given name may stand first. */
  readonly anyOrder: boolean;
  /**
   * Whether a value has a letter beyond ASCII, which Orthanc's database does not know, or an ampersand, which would begin
   * a parameter: Orthanc decodes a query before it splits it.
   */
  readonly isBeyondIndex: boolean;
}

const MAX_INCLUDE_FIELDS = 64;
/** Bytes of a value that is compared with each request of each series: SH has 16 characters. */
const MAX_REQUEST_VALUE = 64;
const PATIENT_NAME = "00100010";

/** What studies can be sorted by. PS3.18 has no parameter for that; this is the one of other servers. */
const SORT_KEYS = ["StudyDate", "PatientName", "PatientID", "StudyDescription", "AccessionNumber"];

const EMPTY: SearchQuery = {
  filters: [],
  includeFields: [],
  includeAll: false,
  limit: undefined,
  offset: undefined,
  fuzzyMatching: undefined,
  orderBy: undefined,
  anyOrder: false,
  isBeyondIndex: false,
};

/** What a search has collected while it is read. */
interface Draft {
  filters: SearchFilter[];
  requests?: SearchFilter[];
  includeFields: string[];
  includeAll: boolean;
  limit: number | undefined;
  offset: number | undefined;
  fuzzyMatching: boolean | undefined;
  orderBy: string | undefined;
  anyOrder: boolean;
  isBeyondIndex: boolean;
}

/** Written by numbers: in a literal, bytes above 127 become two each. */
const BEYOND_INDEX = `[&${string.char(128)}-${string.char(255)}]`;

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
    orderBy: undefined,
    anyOrder: false,
    isBeyondIndex: false,
  };
  const named: Record<string, true | undefined> = {};
  for (const parameter of parameters) {
    const { key, value } = parameter;
    const attribute = attributeNamed(key);
    const request = attribute === undefined ? requestKeyOf(key) : undefined;
    const refusal =
      request !== undefined
        ? readRequestKey(draft, request, parameter, level)
        : attribute === undefined
          ? readOption(draft, key, value)
          : readFilter(draft, attribute, parameter, level, named, inPath);
    if (refusal !== undefined) {
      return $multi(undefined, refusal);
    }
  }
  if (draft.requests !== undefined && draft.isBeyondIndex) return $multi(undefined, NOT_BESIDE_LETTERS);
  return $multi(draft);
}

function readFilter(
  draft: Draft,
  attribute: Attribute,
  { key, value }: QueryParameter,
  level: Level,
  named: Record<string, true | undefined>,
  inPath: Readonly<Record<string, true | undefined>>,
): Refusal | undefined {
  if (attribute.match === undefined || !isWithin(attribute, level)) {
    return unknownKey(key);
  }
  const tag = attribute.tag;
  if (named[tag] === true || inPath[tag] === true) {
    return sameAttribute(key);
  }
  named[tag] = true;
  const canonical = canonicalValue(attribute.match, value);
  if (canonical === undefined) {
    return badValue(key, value, attribute.match);
  }
  draft.filters.push({ tag, value: canonical });
  if (tag === PATIENT_NAME && isWords(value)) draft.anyOrder = true;
  const isText = attribute.match === "text" || attribute.match === "name" || attribute.match === "code";
  if (isText && matches(canonical, BEYOND_INDEX)) draft.isBeyondIndex = true;
  return undefined;
}

/** Orthanc's index does not look into sequences: the gateway compares the items of each series (searches/requests.ts). */
function readRequestKey(draft: Draft, tag: string, { key, value }: QueryParameter, level: Level): Refusal | undefined {
  if (level !== "series") return inSequence(key);
  const requests = draft.requests ?? [];
  if (requests.some((one) => one.tag === tag)) return sameAttribute(key);
  const canonical = canonicalValue("text", value);
  if (canonical === undefined || value.length > MAX_REQUEST_VALUE) return badValue(key, value, "text");
  requests.push({ tag, value: canonical });
  draft.requests = requests;
  return undefined;
}

function readOption(draft: Draft, key: string, value: string): Refusal | undefined {
  if (key === "limit") {
    draft.limit = parseCount(value);
    return draft.limit === undefined ? badCount(key, value) : undefined;
  }
  if (key === "offset") {
    draft.offset = parseCount(value);
    return draft.offset === undefined ? badCount(key, value) : undefined;
  }
  if (key === "fuzzymatching") {
    draft.fuzzyMatching = value === "true";
    return value === "true" || value === "false" ? undefined : badFlag("search-fuzzymatching", key, value);
  }
  if (key === "includefield") {
    return readIncludeField(draft, value);
  }
  if (key === "orderby") {
    const [keyword] = string.match(value, "^-?(%a+)$");
    draft.orderBy = value;
    return SORT_KEYS.includes(keyword ?? "") ? undefined : badOrder(value);
  }
  // Orthanc always matches each of several values, and never an empty one.
  if (key === "multiplevaluematching" || key === "emptyvaluematching") {
    if (value !== "true" && value !== "false") {
      return badFlag("search-flag", key, value);
    }
    return key === "emptyvaluematching" && value === "true" ? EMPTY_VALUES : undefined;
  }
  return outermostOf(key) === undefined ? unknownKey(key) : inSequence(key);
}

/** Reads `all`, or attributes parted by commas; any may be returned, and a sequence comes as a whole. */
function readIncludeField(draft: Draft, value: string): Refusal | undefined {
  if (value === "all") {
    draft.includeAll = true;
    return undefined;
  }
  if (contains(`,${value},`, ",,")) {
    return EMPTY_FIELD;
  }
  for (const [name = ""] of string.gmatch(value, "[^,]+")) {
    const field = attributeId(name) ?? outermostOf(name);
    if (field === undefined) {
      return badField(name);
    }
    if (draft.includeFields.length >= MAX_INCLUDE_FIELDS) {
      return MANY_FIELDS;
    }
    draft.includeFields.push(field);
  }
  return undefined;
}

function parseCount(text: string): number | undefined {
  return text.length <= 9 && matches(text, "^%d+$") ? tonumber(text) : undefined;
}
