import { settings } from "../config/settings";
import type { Transaction } from "../dicomweb/transaction";
import type { Refusal } from "../http/refusal";
import type { UpstreamRequest } from "../http/upstream";
import { unavailable } from "../identity/unavailable";
import { epochOf } from "./epochs";
import { cacheKey } from "./key";
import { hasSpace } from "./space";
import { subjectOf } from "./subject";

let site: string | undefined;

/** Of PUBLIC_URL, which cannot change while the gateway runs. */
function siteName(): string {
  site ??= string.sub(ngx.md5(settings().publicUrl), 1, 12);
  return site;
}

/**
 * The key under which nginx looks for an answer, and keeps it, after access has been decided: undefined where it does
 * neither. A refusal where it can't be known whether an answer that is there still holds.
 */
export function keyOf(
  t: Transaction,
  upstream: UpstreamRequest,
  coding: string,
): LuaMultiReturn<[string | undefined, undefined?] | [undefined, Refusal]> {
  // A part of a video: Orthanc's side cuts it, and whoever seeks would wait for whoever sought before.
  if (!settings().cache || !hasSpace() || upstream.range !== undefined) return $multi(undefined);
  const subject = subjectOf(t);
  if (subject === undefined) return $multi(undefined);
  const [epoch, failure] = epochOf(subject);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  if (epoch === undefined) return $multi(undefined);
  return $multi(cacheKey(t, upstream, coding, { subject, epoch, site: siteName() }));
}
