/**
 * Searches for studies (PS3.18, section 10.6), newest first: limit and offset count in one order of the whole archive, so
 * that every study is reached, and the answer is written here (docs/adr/0039-studies-newest-first.md).
 *
 * @module
 */
import { decodeObject, encode, textField, wholeField } from "../../shared/json";
import { isUid } from "../../shared/policy/uid";
import { settings } from "../config/settings";
import { askStatistics, type Failure } from "./ask";
import { countCandidates, resolve } from "./resolve";
import { MODALITIES_IN_STUDY, STUDY_ATTRIBUTES, writeAttribute } from "./study-attributes";
import { findMatches, findPage, orderOf, type Study } from "./study-page";
import { ordersOf } from "./typed-names";
import type { Wanted } from "./wanted";
import { STUDY_DATE, windowsOf } from "./windows";

/** More studies than one UID may have (two-patients/holders.ts). */
const ALL = 1000;
/** Studies that a search for the words of a name reaches: 1,000, and one that says whether more follow. */
const MOST_TYPED = 1001;

const PATIENT_NAME = "00100010";
const STUDY_UID = "0020000D";

function uidOf({ tags }: Study): string {
  return textField(tags, "StudyInstanceUID") ?? "";
}

type Page = LuaMultiReturn<[readonly Study[]] | [undefined, Failure]>;

export function isUnfiltered({ filters }: Wanted): boolean {
  return next(filters)[0] === undefined;
}

/**
 * How many studies a search without filters has, of which a page has `length`.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function countStudies(
  length: number,
  { offset, limit }: Wanted,
  endsAt: number,
): LuaMultiReturn<[number] | [undefined, Failure]> {
  if (length > 0 && length < limit) return $multi(offset + length);
  const [answer, failure] = askStatistics(endsAt);
  if (answer === undefined) return $multi(undefined, failure);
  const count = wholeField(decodeObject(answer) ?? {}, "CountStudies");
  if (count === undefined) return $multi(undefined, "failed");
  return $multi(count);
}

/**
 * Orthanc's database pages over candidates, of which some may turn out not to match, or have no UID to ask for them by
 * (resolve.ts). So a page is right as it is only if it is full and the first, or holds all candidates; otherwise these are
 * gone through. A search without filters has none that do not match.
 */
function findIn(wanted: Wanted, dates: string, endsAt: number): Page {
  const filters = dates === "" ? wanted.filters : { ...wanted.filters, [STUDY_DATE]: dates };
  const within = { ...wanted, filters };
  const hasFilters = !isUnfiltered(wanted);
  if (!wanted.isBeyondIndex && (!hasFilters || wanted.offset === 0)) {
    const [page, failure] = findPage(within, endsAt);
    if (page === undefined) return $multi(undefined, failure);
    const sound = page.filter((study) => isUid(uidOf(study)));
    if (!hasFilters || sound.length >= wanted.limit) return $multi(page);
    const [candidates, unknown] = countCandidates("Study", filters, endsAt);
    if (candidates === undefined) return $multi(undefined, unknown);
    if (candidates <= page.length) return $multi(sound);
  }
  const [matches, failure] = resolve(within, orderOf(wanted.orderBy), endsAt);
  if (matches === undefined) return $multi(undefined, failure);
  return findMatches(within, matches, endsAt);
}

/**
 * The page that a search asks for.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function findStudies(wanted: Wanted, endsAt: number): Page {
  const names = wanted.anyOrder ? ordersOf(wanted.filters[PATIENT_NAME] ?? "") : [];
  if (names.length < 2) return findInWindows(wanted, endsAt);
  const end = wanted.offset + wanted.limit;
  if (end > MOST_TYPED) return $multi(undefined, "too-broad");
  // What is among the first ones of all is among the first ones of its own list.
  const uids: string[] = [];
  const isFound: Record<string, true | undefined> = {};
  for (const name of names) {
    const filters = { ...wanted.filters, [PATIENT_NAME]: name };
    const [found, failure] = findInWindows({ ...wanted, filters, offset: 0, limit: end }, endsAt);
    if (found === undefined) return $multi(undefined, failure);
    for (const study of found) {
      isFound[study.id] = true;
      uids.push(uidOf(study));
    }
  }
  if (uids.length === 0) return $multi([]);
  const filters = { [STUDY_UID]: table.concat(uids, "\\") };
  const [sorted, failure] = findPage({ ...wanted, filters, offset: 0, limit: uids.length + ALL }, endsAt);
  if (sorted === undefined) return $multi(undefined, failure);
  return $multi(sorted.filter(({ id }) => isFound[id] === true).slice(wanted.offset, end));
}

function findInWindows(wanted: Wanted, endsAt: number): Page {
  let page: readonly Study[] = [];
  const newest = wanted.orderBy === undefined;
  const today = os.date("!%Y%m%d", ngx.time());
  for (const dates of newest ? windowsOf(wanted.filters, today) : [wanted.filters[STUDY_DATE] ?? ""]) {
    const [found, failure] = findIn(wanted, dates, endsAt);
    if (found === undefined) return $multi(undefined, failure);
    page = found;
    if (page.length >= wanted.limit) break;
  }
  return $multi(page);
}

/** The same for a search by a UID that several patients have, of whose studies only one is shown. */
export function findOnly(wanted: Wanted, id: string, endsAt: number): Page {
  const { offset, limit } = wanted;
  const [found, failure] = findStudies({ ...wanted, offset: 0, limit: ALL }, endsAt);
  if (found === undefined) return $multi(undefined, failure);
  return $multi(found.filter((study) => study.id === id).slice(offset, offset + limit));
}

/** What is written before others have their turn: a millisecond. */
const BLOCK = 64 * 1024;

/** Orthanc's answers are in UTF-8, whatever an object is in. */
const UTF_8 = '"00080005":{"vr":"CS","Value":["ISO_IR 192"]}';

/** Retrieve URL comes before the patient. */
const BEHIND_URL = "00100010";

function writeStudy({ tags }: Study, returned: Wanted["returned"]): string {
  const members = [UTF_8];
  for (const { tag, keyword, vr, always } of STUDY_ATTRIBUTES) {
    if (tag === BEHIND_URL) members.push(retrieveUrl(tags));
    const text = always || returned[tag] === true ? textField(tags, keyword) : undefined;
    // Viewers take Modalities in Study for a list, and one without a value breaks their whole page.
    if (text === undefined || (tag === MODALITIES_IN_STUDY && text === "")) continue;
    members.push(`"${tag}":${writeAttribute(vr, text)}`);
  }
  return `{${table.concat(members, ",")}}`;
}

/** Where the study can be retrieved. PUBLIC_URL is the only origin. */
function retrieveUrl(tags: Study["tags"]): string {
  const url = `${settings().publicUrl}/pacs/studies/${textField(tags, "StudyInstanceUID") ?? ""}`;
  return `"00081190":{"vr":"UR","Value":[${encode(url)}]}`;
}

/** An answer in the DICOM JSON Model (PS3.18, section F.2). It may sleep. */
export function writeStudies(studies: readonly Study[], returned: Wanted["returned"]): string {
  const list: string[] = [];
  let written = 0;
  for (const study of studies) {
    const text = writeStudy(study, returned);
    list.push(text);
    written += text.length;
    if (written < BLOCK) continue;
    written = 0;
    ngx.sleep(0.001);
  }
  return `[${table.concat(list, ",")}]`;
}
