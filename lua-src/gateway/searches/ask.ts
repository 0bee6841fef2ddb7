/** What a search asks the archive for, and why there is no answer. */
import { askArchive, type OwnRequest, TOO_LONG } from "../archive/client";

/** The longest answer that is read. */
const LONGEST = 8 * 1024 * 1024;

/**
 * `too-broad`: there is not enough time for so many candidates; `too-long`: the answer would be longer than is read;
 * `broken`: the archive has closed the connection; `away`: it is not there; `refused`, `failed`: by the archive.
 */
export type Failure = "too-broad" | "too-long" | "broken" | "away" | "refused" | "failed";

/**
 * Asks `/tools/find` or `/tools/count-resources`, in the scope `watch`.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function ask(path: string, body: string, endsAt: number): LuaMultiReturn<[string] | [undefined, Failure]> {
  return answerTo({ scope: "watch", path, body, limit: LONGEST }, endsAt);
}

/**
 * Asks `/statistics`, which counts all studies in a sixth of the time of `/tools/count-resources`.
 *
 * @param endsAt as `ngx.now()` counts
 */
export function askStatistics(endsAt: number): LuaMultiReturn<[string] | [undefined, Failure]> {
  return answerTo({ scope: "health", path: "/statistics", limit: LONGEST }, endsAt);
}

function answerTo(request: OwnRequest, endsAt: number): LuaMultiReturn<[string] | [undefined, Failure]> {
  const left = Math.floor((endsAt - ngx.now()) * 1000);
  if (left < 1) return $multi(undefined, "too-broad");
  const [status, answer] = askArchive(request, left);
  if (status === 200) return $multi(answer);
  if (status !== undefined) return $multi(undefined, failureOf(status));
  if (answer === TOO_LONG) return $multi(undefined, "too-long");
  return $multi(undefined, answer === "timeout" ? "too-broad" : "away");
}

/** What a status that is no success means. */
export function failureOf(status: number): Failure {
  if (status === 400) return "refused";
  // So the location on the way to the archive says of a connection that has been closed (breaker/guard-archive.ts).
  if (status === 502) return "broken";
  return status > 502 ? "away" : "failed";
}
