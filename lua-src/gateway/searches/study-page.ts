/** A page of the study list: what the archive's index has of the studies that a search matches. */
import { encode, textField } from "../../shared/json";
import { eachObject } from "../archive/json-list";
import { ask, type Failure } from "./ask";
import type { Match } from "./resolve";
import { STUDY_ATTRIBUTES } from "./study-attributes";

/** A study, by Orthanc's identifier, with the attributes that were asked for, by keyword. */
export interface Study {
  readonly id: string;
  readonly tags: Readonly<Record<string, unknown>>;
}

export interface StudyQuery {
  /** For `/tools/find`: values by tag. */
  readonly filters: Readonly<Record<string, string>>;
  /** Attributes to return besides those that every search returns, by tag. */
  readonly returned: Readonly<Record<string, true | undefined>>;
  readonly offset: number;
  readonly limit: number;
  /** As `orderOf` takes it. */
  readonly orderBy: string | undefined;
}

type Found = LuaMultiReturn<[readonly Study[]] | [undefined, Failure]>;

function by(keyword: string, direction: "ASC" | "DESC"): string {
  return `{"Type":"DicomTag","Key":"${keyword}","Direction":"${direction}"}`;
}

/**
 * How the list is sorted, for `/tools/find`, with a comma in front: by an attribute (`-` in front for descending), or
 * newest first. Studies with the same value are newest first too. Orthanc puts what has no value first where values
 * ascend, and last where they descend; it compares without case and letters beyond ASCII, and has no order of its own for
 * equal values.
 */
export function orderOf(orderBy: string | undefined): string {
  const [minus, keyword] = string.match(orderBy ?? "-StudyDate", "^(-?)(%a+)$");
  const direction = minus === "-" ? "DESC" : "ASC";
  const time = keyword === "StudyDate" ? direction : "DESC";
  const order = [by("StudyDate", time), by("StudyTime", time), by("StudyInstanceUID", "ASC")];
  if (keyword !== undefined && keyword !== "StudyDate") order.unshift(by(keyword, direction));
  return `,"OrderBy":[${table.concat(order, ",")}]`;
}

/** More than a search may ask for. */
const WHOLE_PAGE = 1001;
/** Studies whose attributes are no longer than what is read at once, since each is bounded in the index. */
const SAFE_PAGE = 100;
/** How often a page is begun again if studies come or go while its parts are read. */
const MOST_ATTEMPTS = 3;

function keywords({ returned, orderBy }: StudyQuery): string {
  const names: string[] = [];
  const [sorted] = string.match(orderBy ?? "", "%a+");
  for (const { tag, keyword, always } of STUDY_ATTRIBUTES) {
    if (always || returned[tag] === true || keyword === sorted) names.push(`"${keyword}"`);
  }
  return table.concat(names, ",");
}

/** Studies in an answer of `/tools/find`; undefined if it is none, or one of them is too long. */
function readStudies(answer: string): readonly Study[] | undefined {
  const studies: Study[] = [];
  const isList = eachObject(answer, (object) => {
    const id = textField(object, "ID");
    const tags = object["RequestedTags"];
    if (id === undefined || type(tags) !== "table") return "wrong";
    studies.push({ id, tags: tags as Readonly<Record<string, unknown>> });
    return "next";
  });
  return isList ? studies : undefined;
}

function find(query: StudyQuery, since: number, count: number, endsAt: number): Found {
  const what = `"Level":"Study","Query":${encode(query.filters)},"ResponseContent":[]`;
  const page = string.format('"Since":%d,"Limit":%d', since, count);
  const body = `{${what},"RequestedTags":[${keywords(query)}]${orderOf(query.orderBy)},${page}}`;
  const [answer, failure] = ask("/tools/find", body, endsAt);
  if (answer === undefined) return $multi(undefined, failure);
  const studies = readStudies(answer);
  if (studies === undefined) return $multi(undefined, "failed");
  return $multi(studies);
}

/** A page in parts of so many studies; "moved" if studies have gone in front of it meanwhile, or very many have come. */
function pageInParts(
  query: StudyQuery,
  most: number,
  endsAt: number,
): LuaMultiReturn<[readonly Study[]] | [undefined, Failure | "moved"]> {
  const page: Study[] = [];
  // How many have come in front meanwhile.
  let moved = 0;
  while (page.length < query.limit) {
    // Each part begins with the last study of the one before, if the list is still what it was.
    const last = page[page.length - 1];
    const overlap = last === undefined ? 0 : 1;
    const count = last === undefined ? Math.min(most, query.limit) : most;
    const [part, failure] = find(query, query.offset + moved + page.length - overlap, count, endsAt);
    if (part === undefined) return $multi(undefined, failure);
    const at = last === undefined ? -1 : part.findIndex(({ id }) => id === last.id);
    if (last !== undefined && at < 0) return $multi(undefined, "moved");
    moved += Math.max(at, 0);
    for (const study of part.slice(at + 1)) page.push(study);
    if (part.length < count) break;
  }
  return $multi(page.slice(0, query.limit));
}

/** A page in parts, begun again if it has moved. */
function steadyPage(query: StudyQuery, most: number, endsAt: number): Found {
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const [page, failure] = pageInParts(query, most, endsAt);
    if (page !== undefined) return $multi(page);
    if (failure !== "moved") return $multi(undefined, failure);
  }
  return $multi(undefined, "too-broad");
}

/**
 * The studies that a search matches, between its offset and limit, newest first. If an answer is too long, it is asked
 * for in parts.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function findPage(query: StudyQuery, endsAt: number): Found {
  const [page, failure] = steadyPage(query, WHOLE_PAGE, endsAt);
  if (page !== undefined) return $multi(page);
  if (failure === "too-long") return steadyPage(query, SAFE_PAGE, endsAt);
  return $multi(undefined, failure);
}

/** Studies that have been resolved, in the order of these. One may be gone meanwhile. */
export function findMatches(query: StudyQuery, matches: readonly Match[], endsAt: number): Found {
  const found: Study[] = [];
  for (let first = 0; first < matches.length; first += SAFE_PAGE) {
    const some = matches.slice(first, first + SAFE_PAGE);
    const uids = some.map(({ uid }) => uid);
    const filters = { ...query.filters, "0020000D": table.concat(uids, "\\") };
    // A UID may be several patients'.
    const [part, failure] = findPage({ ...query, filters, offset: 0, limit: WHOLE_PAGE - 1 }, endsAt);
    if (part === undefined) return $multi(undefined, failure);
    const byId: Record<string, Study | undefined> = {};
    for (const study of part) byId[study.id] = study;
    for (const { id } of some) {
      const study = byId[id];
      if (study !== undefined) found.push(study);
    }
  }
  return $multi(found);
}
