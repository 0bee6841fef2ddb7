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
import { askArchive } from "../archive/client";
import { eachObject } from "../archive/json-list";
import type { Wanted } from "./wanted";

/** The longest answer: some 300 bytes for each of them. */
const LONGEST = 8 * 1024 * 1024;
/** How often it is begun anew where something was deleted meanwhile. */
const MOST_ATTEMPTS = 3;

/** Orthanc compares these two only with candidates that it has taken out of its index, and of those no more than one page. */
const SOP_CLASS_UID = "00080016";
const MODALITIES_IN_STUDY = "00080061";

/** `too-broad`: there is no time for so many candidates; `away`: no archive; `refused`, `failed`: by it. */
export type Failure = "too-broad" | "away" | "refused" | "failed";

type Resolved = LuaMultiReturn<[readonly string[]] | [undefined, Failure]>;

/**
 * The identifiers of what a search finds, between its offset and limit, in Orthanc's own order.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function resolve(wanted: Wanted, endsAt: number): Resolved {
  const [counted, isWhole] = countable(wanted);
  const [first, failure] = count(wanted, counted, endsAt);
  if (first === undefined) return $multi(undefined, failure);
  if (first > AT_ONCE && !isWhole) return $multi(undefined, "too-broad");
  let candidates = first;
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const [uids, failed] = goThrough(wanted, candidates, endsAt);
    if (uids === undefined) return $multi(undefined, failed);
    if (candidates <= AT_ONCE) return $multi(uids);
    const [after, unknown] = count(wanted, counted, endsAt);
    if (after === undefined) return $multi(undefined, unknown);
    // Where one is deleted, the next ones move up, and one may have moved into what had been gone through.
    if (after >= candidates) return $multi(uids);
    candidates = after;
  }
  return $multi(undefined, "too-broad");
}

/** The filters that the database knows, and whether that is all of them. */
function countable({ filters, level }: Wanted): LuaMultiReturn<[Readonly<Record<string, string>>, boolean]> {
  const known: Record<string, string> = {};
  let isWhole = true;
  for (const [tag, value] of pairs(filters)) {
    if (tag === SOP_CLASS_UID || (tag === MODALITIES_IN_STUDY && level !== "Study")) isWhole = false;
    else known[tag] = value;
  }
  return $multi(known, isWhole);
}

function ask(path: string, body: string, endsAt: number): LuaMultiReturn<[string] | [undefined, Failure]> {
  const left = Math.floor((endsAt - ngx.now()) * 1000);
  if (left < 1) return $multi(undefined, "too-broad");
  const [status, answer] = askArchive({ scope: "watch", path, body, limit: LONGEST }, left);
  if (status === 200) return $multi(answer);
  if (status === undefined) return $multi(undefined, answer === "timeout" ? "too-broad" : "away");
  return $multi(undefined, failureOf(status));
}

/** What a status that is no success means. */
export function failureOf(status: number): Failure {
  if (status === 400) return "refused";
  return status >= 502 ? "away" : "failed";
}

function count(
  { level }: Wanted,
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

function goThrough(wanted: Wanted, candidates: number, endsAt: number): Resolved {
  const { level, keyword, filters, offset, limit } = wanted;
  const uids: string[] = [];
  const isTaken: Record<string, true | undefined> = {};
  // `encode` has no empty arrays: of each resource only its identifiers are wanted.
  const what = `"Level":"${level}","Query":${encode(filters)},"ResponseContent":[],"RequestedTags":["${keyword}"]`;
  const began = ngx.now();
  let found = 0;
  for (let since = 0; since < candidates && uids.length < limit; since += AT_ONCE) {
    const body = `{${what},"Limit":${string.format("%d", AT_ONCE)},"Since":${string.format("%d", since)}}`;
    const [answer, failure] = ask("/tools/find", body, endsAt);
    if (answer === undefined) return $multi(undefined, failure);
    const isList = eachObject(answer, (match) => {
      const uid = uidOf(match, keyword);
      if (uid === undefined) return "wrong";
      // By what is no UID nobody can ask for it; DICOMweb could not be asked for it either.
      if (!isUid(uid)) return "next";
      found += 1;
      // One that stands twice has moved, or is several patients'.
      if (found > offset && isTaken[uid] !== true) {
        isTaken[uid] = true;
        uids.push(uid);
      }
      return uids.length < limit ? "next" : "enough";
    });
    if (!isList) return $multi(undefined, "failed");
    if (uids.length < limit && isHopeless(began, endsAt, since + AT_ONCE, candidates)) {
      return $multi(undefined, "too-broad");
    }
  }
  return $multi(uids);
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
