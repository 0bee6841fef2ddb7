import { settings } from "../config/settings";
import type { Transaction } from "../dicomweb/transaction";
import type { Refusal } from "../http/refusal";
import type { UpstreamRequest } from "../http/upstream";
import { unavailable } from "../http/unavailable";
import { epochOf } from "./epochs";
import { frameFormName, isTakenForm, NOT_TAKEN } from "./frame-form";
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
 * neither. A refusal where it can't be known whether an answer that is there still holds, or where it is known that the
 * client does not take it. `isCached` says the transaction's row. For frames also what their form is called: see frame-form.ts.
 */
export function keyOf(
  t: Transaction,
  isCached: boolean,
  upstream: UpstreamRequest,
  coding: string,
): LuaMultiReturn<[key: string | undefined, refusal?: Refusal | undefined, frameForm?: string]> {
  // A part of a video: Orthanc's side cuts it, and whoever seeks would wait for whoever sought before.
  if (!isCached || !settings().cache || !hasSpace() || upstream.range !== undefined) return $multi(undefined);
  const subject = subjectOf(t);
  if (subject === undefined) return $multi(undefined);
  const [epoch, failure] = epochOf(subject);
  if (failure !== undefined) return $multi(undefined, unavailable(failure));
  if (epoch === undefined) return $multi(undefined);
  const key = cacheKey(t, upstream, coding, { subject, epoch, site: siteName() });
  if (t.kind !== "RetrieveFrames") return $multi(key);
  const frameForm = frameFormName(t, epoch);
  if (upstream.forms === undefined) return $multi(key, undefined, frameForm);
  const isTaken = isTakenForm(frameForm, t.forms);
  if (isTaken === false) return $multi(undefined, NOT_TAKEN);
  // Past what is kept where nobody knows whether the client takes it; this answer tells.
  if (isTaken === undefined) return $multi(undefined, undefined, frameForm);
  return $multi(key, undefined, frameForm);
}
