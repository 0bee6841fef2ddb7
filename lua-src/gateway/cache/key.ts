import { isUid } from "../../shared/policy/uid";
import type { SearchQuery } from "../dicomweb/search";
import type { SearchInstances, SearchSeries, SearchStudies, Transaction } from "../dicomweb/transaction";
import { SEARCHES, epochOf } from "./epochs";
import type { Uid } from "../dicomweb/uid";
import type { UpstreamRequest } from "../http/upstream";
import { settings } from "../config/settings";
import { type Refusal, unavailable } from "../http/refusal";
import { representationName, isTaken, NOT_TAKEN } from "./frame-representation";
import { hasSpace } from "./space";

const STUDY_INSTANCE_UID = "0020000D";

/**
 * The only study that a search can find, if there is one: viewers begin with such a search. What it returns is that
 * study's alone, since no field counts the patient's other studies (dicomweb/attributes.ts).
 */
function onlyStudy({ filters }: SearchQuery): string | undefined {
  return filters.find(({ tag, value }) => tag === STUDY_INSTANCE_UID && isUid(value))?.value;
}

/** What an answer may depend on. */
interface Dependent {
  readonly study?: Uid | undefined;
  readonly mediaType?: string;
}

/**
 * What an answer that may be cached depends on: the study of this UID, or SEARCHES. undefined for XML, which Orthanc gives
 * without a length, so that nobody could see whether it is whole.
 */
export function subjectOf(t: Transaction): string | undefined {
  const { study, mediaType }: Dependent = t;
  if (mediaType === "application/dicom+xml") return undefined;
  if (t.kind === "SearchStudies") return onlyStudy(t.query) ?? SEARCHES;
  // Searches for series and instances need not name one.
  return study ?? SEARCHES;
}

/** Whether it is a search, whose answer shows what those may see who have asked, and no others. */
export function isSearch(t: Transaction): t is SearchStudies | SearchSeries | SearchInstances {
  return t.kind === "SearchStudies" || t.kind === "SearchSeries" || t.kind === "SearchInstances";
}

/** Raised where this gateway writes its answers otherwise than an older one did, whose files may still be there. */
const FORM = 3;

/** Whose view of the archive a search shows. Whoever may search sees all studies, as long as these have no labels. */
const ALL_STUDIES = "all";

/** Only JSON is compressed: all other answers are the same in every coding. */
export function isCompressible({ accept }: UpstreamRequest): boolean {
  return accept === "application/dicom+json";
}

/**
 * The name of an answer in the cache, made of the rebuilt request and of nothing that the client wrote: no host, no
 * person, no secret. It says what the answer is, out of closed sets, and not what a client would have taken: frames are
 * the same bytes for whoever may have them (cache/frame-representation.ts).
 *
 *     <zone><form>-<site>|<global epoch>.<own epoch>|<accept>|<the scope of a search>|<coding>|<path and query>
 *
 * The first letter chooses the zone (nginx/conf.d/cache-zones.conf): `a` for answers about one study, `s` for searches
 * that any change of the archive concerns. `site` stands for PUBLIC_URL, which is part of answers.
 */
export function cacheKey(
  t: Transaction,
  { accept, path }: UpstreamRequest,
  coding: string,
  { subject, epoch, site }: { readonly subject: string; readonly epoch: string; readonly site: string },
): string {
  const zone = subject === SEARCHES ? "s" : "a";
  return `${zone}${FORM}-${site}|${epoch}|${accept}|${isSearch(t) ? ALL_STUDIES : ""}|${coding}|${path}`;
}

/** What an answer's file is filed under: the global epoch, the study's own and the study, as its key has them. */
export interface Filed {
  readonly global: string;
  readonly own: string;
  readonly study: string;
}

/** Reads a key of an answer about a study; undefined for that of a search over all of them. */
export function filedOf(key: string): Filed | undefined {
  const [global, own] = string.match(key, "^a%d+%-%x+|(%d+)%.(%d+)|");
  const [inPath] = string.match(key, "|/dicom%-web/studies/([%d.]+)/");
  const [inQuery] = string.match(key, "[?&]0020000D=([%d.]+)");
  const study = inPath ?? inQuery;
  if (global === undefined || own === undefined || study === undefined) return undefined;
  return { global, own, study };
}

/** The epochs that a key holds, by which one knows again what was believed of its study; "" where there is no key. */
export function generationOf(key: string): string {
  const filed = filedOf(key);
  return filed === undefined ? "" : `${filed.global}.${filed.own}`;
}

let site: string | undefined;

/** Of PUBLIC_URL, which cannot change while the gateway runs. */
function siteName(): string {
  site ??= string.sub(ngx.md5(settings().publicUrl), 1, 12);
  return site;
}

/**
 * The key under which nginx looks for an answer, and keeps it, after access has been decided: undefined where it does
 * neither. A refusal where it can't be known whether an answer that is there still holds, or where it is known that the
 * client does not take it. `isCached` says the transaction's row. For frames also the name of their representation: see frame-representation.ts.
 */
export function keyOf(
  t: Transaction,
  isCached: boolean,
  upstream: UpstreamRequest,
  coding: string,
): LuaMultiReturn<[key: string | undefined, refusal?: Refusal | undefined, representation?: string]> {
  // A part of a video: Orthanc's side cuts it, and whoever seeks would wait for whoever sought before.
  if (!isCached || !settings().cache || !hasSpace() || upstream.range !== undefined) return $multi(undefined);
  const subject = subjectOf(t);
  if (subject === undefined) return $multi(undefined);
  const [epoch, failure] = epochOf(subject);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  if (epoch === undefined) return $multi(undefined);
  const key = cacheKey(t, upstream, coding, { subject, epoch, site: siteName() });
  if (t.kind !== "RetrieveFrames") return $multi(key);
  const representation = representationName(t, epoch);
  if (upstream.representations === undefined) return $multi(key, undefined, representation);
  const takes = isTaken(representation, t.representations);
  if (takes === false) return $multi(undefined, NOT_TAKEN);
  // Past the cache where nobody knows whether the client takes it; this answer tells.
  if (takes === undefined) return $multi(undefined, undefined, representation);
  return $multi(key, undefined, representation);
}
