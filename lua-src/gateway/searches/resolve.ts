/**
 * Orthanc's database knows names, identifiers and descriptions without their letters beyond ASCII: `*张*` is `**` to it.
 * So it takes too many resources for candidates, applies limit and offset to these, and only then compares what is left
 * with the real values. Here all candidates are gone through, so that limit and offset can be applied to what matches. A
 * value with `&` is resolved in the same way, since no query may hold it (wanted.ts).
 *
 * @module
 */
import { decodeObject, encode, wholeField, textField } from "../../shared/json";
import { isUid } from "../../shared/policy/uid";
import { AT_ONCE } from "../archive/candidates";
import { eachObject } from "../archive/json-list";
import { ask, type Failure } from "./ask";
import type { Wanted } from "./wanted";

/** How often it is begun anew where resources have gone, or too many have come, meanwhile. */
const MOST_ATTEMPTS = 3;
/** Of so many candidates an answer is no longer than is read, however long their identifiers are. */
const LEAST_AT_ONCE = 1000;

/** Orthanc compares these two only with candidates that it has taken out of its index, and of those no more than one page. */
const SOP_CLASS_UID = "00080016";
const MODALITIES_IN_STUDY = "00080061";

/** What a search finds: its UID, which several patients may have, and Orthanc's identifier. */
export interface Match {
  readonly uid: string;
  readonly id: string;
}

export type Resolved = LuaMultiReturn<[readonly Match[]] | [undefined, Failure]>;

/** What was found, and how many candidates were asked for, from the first on. */
export interface Reached {
  readonly matches: readonly Match[];
  readonly asked: number;
}

/** What to resolve. */
type Resolvable = Pick<Wanted, "level" | "keyword" | "filters" | "offset" | "limit" | "isBeyondIndex">;

/** How many candidates a search may have; more are too broad. */
export interface Bounds {
  /** If Orthanc compares something only with those that it has taken out of its index. */
  readonly compared: number;
  readonly most: number;
}

const BOUNDS: Bounds = { compared: AT_ONCE, most: math.huge };

/**
 * What a search finds, between its offset and limit.
 *
 * @param order for `/tools/find`, with a comma in front; "" for Orthanc's own order
 * @param endsAt as `ngx.now()` counts
 */
export function resolve(wanted: Resolvable, order: string, endsAt: number): Resolved {
  return goThroughAll(wanted, BOUNDS, endsAt, (candidates) => goThrough(wanted, order, candidates, endsAt));
}

/** Counts the candidates of a search and goes through them; again if some have gone, or too many have come, meanwhile. */
export function goThroughAll(
  wanted: Resolvable,
  { compared, most }: Bounds,
  endsAt: number,
  goThroughOnce: (candidates: number) => LuaMultiReturn<[Reached] | [undefined, Failure]>,
): Resolved {
  const [counted, isWhole] = countable(wanted);
  const [first, failure] = countCandidates(wanted.level, counted, endsAt);
  if (first === undefined) return $multi(undefined, failure);
  let candidates = first;
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    if (candidates > (isWhole ? most : compared)) return $multi(undefined, "too-broad");
    const [reached, failed] = goThroughOnce(candidates);
    if (reached === undefined) return $multi(undefined, failed);
    if (isOneQuestion(reached, candidates)) return $multi(reached.matches);
    const [after, unknown] = countCandidates(wanted.level, counted, endsAt);
    if (after === undefined) return $multi(undefined, unknown);
    if (isComplete(reached, candidates, after, wanted.limit)) return $multi(reached.matches);
    candidates = after;
  }
  return $multi(undefined, "too-broad");
}

/** Whether all candidates were in one answer, with space for as many that came meanwhile. */
function isOneQuestion({ asked }: Reached, candidates: number): boolean {
  return 2 * candidates <= asked;
}

/**
 * Whether no match is missing, although the number of candidates is another one afterwards. Where one is deleted, the next
 * ones move up, and one may have moved into what had been gone through. Where one comes, the next ones move down: those at
 * the border of two answers come twice, and the last ones may have moved behind what was asked for.
 */
function isComplete({ matches, asked }: Reached, before: number, after: number, limit: number): boolean {
  return after >= before && (after <= asked || matches.length >= limit);
}

/** The filters that the database knows, and whether that is all of them. */
function countable({ filters, level }: Resolvable): LuaMultiReturn<[Readonly<Record<string, string>>, boolean]> {
  const known: Record<string, string> = {};
  let isWhole = true;
  for (const [tag, value] of pairs(filters)) {
    if (tag === SOP_CLASS_UID || (tag === MODALITIES_IN_STUDY && level !== "Study")) isWhole = false;
    else known[tag] = value;
  }
  return $multi(known, isWhole);
}

/** How many resources Orthanc's database takes for matches: at least as many as match. */
export function countCandidates(
  level: Wanted["level"],
  filters: Readonly<Record<string, string>>,
  endsAt: number,
): LuaMultiReturn<[number] | [undefined, Failure]> {
  const body = `{"Level":"${level}","Query":${encode(filters)}}`;
  const [answer, failure] = ask("/tools/count-resources", body, endsAt);
  if (answer === undefined) return $multi(undefined, failure);
  const number = wholeField(decodeObject(answer) ?? {}, "Count");
  if (number === undefined) return $multi(undefined, "failed");
  return $multi(number);
}

/** Where the database knows the letters, nearly all candidates match. */
function stepOf({ isBeyondIndex, offset, limit }: Resolvable): number {
  return isBeyondIndex ? AT_ONCE : Math.min(Math.max(offset + limit, LEAST_AT_ONCE), AT_ONCE);
}

function goThrough(
  wanted: Resolvable,
  order: string,
  candidates: number,
  endsAt: number,
): LuaMultiReturn<[Reached] | [undefined, Failure]> {
  const { level, keyword, filters, offset, limit } = wanted;
  const matches: Match[] = [];
  let step = stepOf(wanted);
  let since = 0;
  const isTaken: Record<string, true | undefined> = {};
  // `encode` has no empty arrays: of each resource only its identifiers are wanted.
  const what = `"Level":"${level}","Query":${encode(filters)},"ResponseContent":[],"RequestedTags":["${keyword}"]${order}`;
  const began = ngx.now();
  let found = 0;
  while (since < candidates && matches.length < limit) {
    const body = `{${what},"Limit":${string.format("%d", step)},"Since":${string.format("%d", since)}}`;
    const [answer, failure] = ask("/tools/find", body, endsAt);
    if (failure === "too-long" && step > LEAST_AT_ONCE) {
      step = LEAST_AT_ONCE;
      continue;
    }
    if (answer === undefined) return $multi(undefined, failure);
    since += step;
    const isList = eachObject(answer, (match) => {
      const [uid, id] = [uidOf(match, keyword), textField(match, "ID")];
      if (uid === undefined || id === undefined) return "wrong";
      // By what is no UID nobody can ask for it; DICOMweb could not be asked for it either.
      if (!isUid(uid)) return "next";
      // One that stands twice has moved.
      if (isTaken[id] === true) return "next";
      isTaken[id] = true;
      found += 1;
      if (found > offset) matches.push({ uid, id });
      return matches.length < limit ? "next" : "enough";
    });
    if (!isList) return $multi(undefined, "failed");
    if (matches.length < limit && isHopeless(began, endsAt, since, candidates)) {
      return $multi(undefined, "too-broad");
    }
  }
  return $multi({ matches, asked: since });
}

/**
 * Whether the rest would take twice the time that is left, at the pace so far. While Orthanc's database looks for
 * candidates, all others wait: then they should not wait in vain.
 */
function isHopeless(began: number, endsAt: number, done: number, candidates: number): boolean {
  const now = ngx.now();
  return ((now - began) / done) * (candidates - done) > 2 * (endsAt - now);
}

function uidOf(match: Readonly<Record<string, unknown>>, keyword: string): string | undefined {
  const tags = match["RequestedTags"];
  return type(tags) === "table" ? (textField(tags as Record<string, unknown>, keyword) ?? "") : undefined;
}
