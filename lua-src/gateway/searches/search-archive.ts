import { firstIfTwo, refuseIfTwo } from "../two-patients/keep-apart";
import { acquitHere, endBroken, goAlone, refuseAccused } from "../breaker/guard-archive";
import { type Failure, failureOf } from "./ask";
import { countStudies, findOnly, findStudies, isUnfiltered, writeStudies } from "./list-studies";
import { joinParts, type Part, queriesFor } from "./parts";
import { type Lister, resolveByRequests } from "./requests";
import { type Match, resolve } from "./resolve";
import type { Study } from "./study-page";
import { readWanted, type Wanted } from "./wanted";

/** For all of it. Proxies in front of the gateway commonly give up after 60. */
const SECONDS = 50;
const STATUSES: Readonly<Record<Failure, number>> = {
  "too-broad": 413,
  "too-long": 503,
  broken: 503,
  away: 503,
  refused: 400,
  failed: 500,
};
/** The location that hands a request on to Orthanc. */
const HAND_ON = "/.search";
const JSON_TYPE = "application/dicom+json";

/**
 * Answers for a search (PS3.18, section 10.6) that DICOMweb cannot answer as it is meant: for studies, which are listed
 * newest first, and by a value with letters beyond ASCII or `&`. Content phase.
 */
export function searchArchive(): void {
  refuseAccused();
  goAlone();
  const wanted = readWanted(ngx.var["request_uri"] ?? "") ?? error("not a search");
  const endsAt = ngx.now() + SECONDS;
  const isList = wanted.level === "Study" && ngx.var["http_accept"] === JSON_TYPE;
  const { body, contentType } = isList ? list(wanted, endsAt) : answerFor(wanted, endsAt);
  acquitHere();
  ngx.header["Content-Type"] = contentType;
  // Without a length nothing would be cached: see cache/filing.ts.
  ngx.header["Content-Length"] = string.format("%d", body.length);
  ngx.print(body);
}

/** Lists studies, newest first. */
function list(wanted: Wanted, endsAt: number): Part {
  const first = firstIfTwo();
  if (first !== undefined) {
    const [only, failed] = findOnly(wanted, first, endsAt);
    return only === undefined ? refuse(failed) : listOf(only, wanted);
  }
  const [studies, failure] = findStudies(wanted, endsAt);
  if (studies === undefined) return refuse(failure);
  if (isUnfiltered(wanted)) {
    const [total, unknown] = countStudies(studies.length, wanted, endsAt);
    if (total === undefined) return refuse(unknown);
    ngx.header["X-Total-Count"] = string.format("%d", total);
  }
  return listOf(studies, wanted);
}

function listOf(studies: readonly Study[], { returned }: Wanted): Part {
  return { contentType: JSON_TYPE, body: writeStudies(studies, returned) };
}

/** Which resources match is found out first, then DICOMweb is asked for those of the page that the client wants. */
function answerFor(wanted: Wanted, endsAt: number): Part {
  refuseIfTwo();
  const { path, rest, tag } = wanted;
  const [matches, failure] = find(wanted, endsAt);
  if (matches === undefined) return refuse(failure);
  const parts: Part[] = [];
  for (const query of queriesFor(rest, tag, uidsOf(matches))) {
    const { status, header, body, truncated } = ngx.location.capture(HAND_ON + path, { args: query });
    if (status !== 200) return refuse(failureOf(status));
    if (truncated) return refuse("away");
    parts.push({ contentType: tostring(header["Content-Type"]), body });
  }
  return joinParts(parts) ?? refuse("failed");
}

function find(wanted: Wanted, endsAt: number): LuaMultiReturn<[readonly Match[]] | [undefined, Failure]> {
  if (wanted.requests === undefined) return resolve(wanted, "", endsAt);
  const list: Lister = (query) => {
    const { status, body, truncated } = ngx.location.capture(HAND_ON + wanted.path, { args: query });
    if (status !== 200) return $multi(undefined, failureOf(status));
    if (truncated) return $multi(undefined, "away");
    return $multi(body);
  };
  return resolveByRequests(wanted, list, endsAt);
}

/** Each once: several patients may have the same. */
function uidsOf(matches: readonly Match[]): string[] {
  const uids: string[] = [];
  const isTaken: Record<string, true | undefined> = {};
  for (const { uid } of matches) {
    if (isTaken[uid] !== true) uids.push(uid);
    isTaken[uid] = true;
  }
  return uids;
}

function refuse(failure: Failure): never {
  if (failure === "broken") return endBroken();
  if (failure === "too-broad") ngx.header["X-Reason"] = "search-too-broad";
  return ngx.exit(STATUSES[failure]);
}
