/**
 * Series by keys inside their Request Attributes Sequence (PS3.18, table 10.6.3-4). Orthanc's index keeps that sequence as
 * one text, which it lists but does not search: what the other keys find is listed here, and the items are compared.
 *
 * @module
 */
import { eachObject } from "../archive/json-list";
import { REQUEST_ATTRIBUTES } from "../dicomweb/attributes";
import { isUid } from "../../shared/policy/uid";
import { pieces } from "../../shared/text";
import type { Failure } from "./ask";
import { type Bounds, goThroughAll, type Match, type Reached, type Resolved } from "./resolve";
import type { Wanted } from "./wanted";

/** Series that are listed at once, and of all that are gone through. */
const AT_ONCE = 1000;
const MOST_SERIES = 10_000;
const BOUNDS: Bounds = { compared: AT_ONCE, most: MOST_SERIES };

const [STAR, QUESTION] = [42, 63];

/** Lists series by DICOMweb, as DICOM JSON, from an offset on; `query` ends with a `&`. */
export type Lister = (query: string) => LuaMultiReturn<[body: string] | [undefined, Failure]>;

/**
 * The series that a search finds, between its offset and limit.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function resolveByRequests(wanted: Wanted, list: Lister, endsAt: number): Resolved {
  return goThroughAll(wanted, BOUNDS, endsAt, (candidates) => goThrough(wanted, list, candidates, endsAt));
}

function goThrough(
  wanted: Wanted,
  list: Lister,
  candidates: number,
  endsAt: number,
): LuaMultiReturn<[Reached] | [undefined, Failure]> {
  const { rest, tag, filters, offset, limit, requests = {} } = wanted;
  const uids = filters[tag];
  const own = uids === undefined ? "" : `${tag}=${pieces(uids, "\\").join(",")}&`;
  const matches: Match[] = [];
  const isTaken: Record<string, true | undefined> = {};
  let found = 0;
  let since = 0;
  for (; since < candidates && matches.length < limit; since += AT_ONCE) {
    if (ngx.now() >= endsAt) return $multi(undefined, "too-broad");
    const page = string.format("includefield=%s&limit=%d&offset=%d", REQUEST_ATTRIBUTES, AT_ONCE, since);
    const [body, failure] = list(`${rest}${own}${page}`);
    if (body === undefined) return $multi(undefined, failure);
    const isList = eachObject(body, (series) => {
      const uid = firstText(series[tag]);
      if (uid === undefined || !isUid(uid) || !hasRequest(series[REQUEST_ATTRIBUTES], requests)) return "next";
      // One that stands twice has moved, or is several patients': asked for by its UID, all of these are listed.
      if (isTaken[uid] === true) return "next";
      isTaken[uid] = true;
      found += 1;
      if (found > offset) matches.push({ uid, id: uid });
      return matches.length < limit ? "next" : "enough";
    });
    if (!isList) return $multi(undefined, "failed");
  }
  return $multi({ matches, asked: since });
}

/** The values of an attribute in the DICOM JSON Model (PS3.18, annex F.2). */
function valuesOf(attribute: unknown): readonly unknown[] {
  if (type(attribute) !== "table") return [];
  const values = (attribute as { readonly Value?: unknown }).Value;
  return type(values) === "table" ? (values as readonly unknown[]) : [];
}

function firstText(attribute: unknown): string | undefined {
  const first = valuesOf(attribute)[0];
  return type(first) === "string" ? (first as string) : undefined;
}

/** Whether one item of the sequence has all of the values (PS3.4, section C.2.2.2.6); without a value all series match. */
function hasRequest(sequence: unknown, wanted: Readonly<Record<string, string>>): boolean {
  if (hasAll({}, wanted)) return true;
  return valuesOf(sequence).some((item) => type(item) === "table" && hasAll(item as Record<string, unknown>, wanted));
}

function hasAll(item: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, string>>): boolean {
  for (const [tag, value] of pairs(wanted)) {
    const text = firstText(item[tag]);
    if (value === "") continue;
    if (text === undefined || !pieces(value, ",").some((one) => isMatch(text, one))) return false;
  }
  return true;
}

/**
 * Whether a value matches, with `*` for any bytes and `?` for one (PS3.4, section C.2.2.2.4); case does not count. It
 * takes as many steps as both have bytes, multiplied: 256 each at most.
 */
export function isMatch(value: string, wanted: string): boolean {
  const [text, pattern] = [string.lower(value), string.lower(wanted)];
  let [at, place, star, mark] = [1, 1, 0, 1];
  while (at <= text.length) {
    const byte = string.byte(pattern, place) as number | undefined;
    if (byte === STAR) {
      star = place;
      mark = at;
      place += 1;
    } else if (byte !== undefined && (byte === QUESTION || byte === string.byte(text, at))) {
      at += 1;
      place += 1;
    } else if (star > 0) {
      mark += 1;
      at = mark;
      place = star + 1;
    } else {
      return false;
    }
  }
  while (string.byte(pattern, place) === STAR) place += 1;
  return place > pattern.length;
}
