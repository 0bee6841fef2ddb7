import { refuseIfTwo } from "../two-patients/keep-apart";
import { acquitHere, endBroken, goAlone, refuseAccused } from "../breaker/guard-archive";
import { joinParts, type Part, queriesFor } from "./parts";
import { type Failure, failureOf, resolve } from "./resolve";
import { readWanted, type Wanted } from "./wanted";

/** For all of it. Proxies in front of the gateway commonly give up after 60. */
const SECONDS = 50;
const STATUSES: Readonly<Record<Failure, number>> = { "too-broad": 413, away: 503, refused: 400, failed: 500 };
/** The location that hands a request on to Orthanc. */
const HAND_ON = "/.search";

/**
 * Answers for a search by a value with letters beyond ASCII or `&` (PS3.18, section 10.6): which resources match is found
 * out first, then DICOMweb is asked for those of the page that the client wants. Content phase.
 */
export function searchArchive(): void {
  refuseAccused();
  goAlone();
  const wanted = readWanted(ngx.var["request_uri"] ?? "") ?? error("not a search");
  refuseIfTwo();
  const [uids, failure] = resolve(wanted, ngx.now() + SECONDS);
  if (uids === undefined) return refuse(failure);
  const [answer, failed] = answerFor(wanted, uids);
  if (answer === undefined) return refuse(failed ?? "failed");
  acquitHere();
  ngx.header["Content-Type"] = answer.contentType;
  // Without a length nothing would be cached: see cache/filing.ts.
  ngx.header["Content-Length"] = string.format("%d", answer.body.length);
  ngx.print(answer.body);
}

function answerFor({ path, rest, tag }: Wanted, uids: readonly string[]): LuaMultiReturn<[Part | undefined, Failure?]> {
  const parts: Part[] = [];
  for (const query of queriesFor(rest, tag, uids)) {
    const { status, header, body, truncated } = ngx.location.capture(HAND_ON + path, { args: query });
    // So the location says of a connection that the archive has closed.
    if (status === 502) endBroken();
    if (status !== 200) return $multi(undefined, failureOf(status));
    if (truncated) return $multi(undefined, "away");
    parts.push({ contentType: tostring(header["Content-Type"]), body });
  }
  return $multi(joinParts(parts));
}

function refuse(failure: Failure): never {
  if (failure === "too-broad") ngx.header["X-Reason"] = "search-too-broad";
  return ngx.exit(STATUSES[failure]);
}
