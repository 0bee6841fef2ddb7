import type { Transaction } from "../dicomweb/transaction";
import type { UpstreamRequest } from "../http/upstream";
import { SEARCHES } from "./epochs";
import { isSearch } from "./subject";

/** Raised where this gateway writes its answers otherwise than an older one did, whose files may still be there. */
const FORM = 2;

/** Whose view of the archive a search shows. Whoever may search sees all studies, as long as these have no labels. */
const ALL_STUDIES = "all";

/** Only JSON is compressed: all other answers are the same in every coding. */
export function isCompressible({ accept }: UpstreamRequest): boolean {
  return accept === "application/dicom+json";
}

/**
 * The name of an answer in the cache, made of the rebuilt request and of nothing that the client wrote: no host, no
 * person, no secret. It says what the answer is, out of closed sets, and not what a client would have taken: frames are
 * the same bytes for whoever may have them (cache/frame-form.ts).
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
