import * as lrucache from "resty.lrucache";
import { currentEra } from "../state/era";
import type { Verdict } from "./verdicts";

/**
 * What one worker has found of the very header field that a request brings, within the second of the verdict: a look
 * into a table, where the verdict itself costs a hash of the secret and a look into shared memory. Found again is only
 * the same text, byte for byte, and only until a revocation on this gateway, or a change of the state's condition,
 * begins a new era.
 *
 * @module
 */
interface Recent {
  readonly verdict: Verdict;
  readonly era: number;
}

/** So many in each worker: with longer fields left out, two megabytes. */
const MOST = 1000;
const LONGEST_FIELD = 2048;

function memory(): lrucache.LruCache<Recent> {
  const [made, failure] = lrucache.new<Recent>(MOST);
  return made ?? error(failure ?? "no memory");
}

/** One for each field, so that none passes for the other. */
const RECENT = { cookie: memory(), authorization: memory() } as const;
type Field = keyof typeof RECENT;

/** What was found of a field with this text; undefined where nothing was in the last second. */
export function recallRecent(field: Field, text: string): Verdict | undefined {
  const [recent] = RECENT[field].get(text);
  return recent !== undefined && recent.era === currentEra() ? recent.verdict : undefined;
}

/** Keeps what was found of a field, for as long as the verdict holds. */
export function rememberRecent(field: Field, text: string, verdict: Verdict, era: number): void {
  const seconds = verdict.until - ngx.now();
  if (seconds > 0 && text.length <= LONGEST_FIELD) RECENT[field].set(text, { verdict, era }, seconds);
}
