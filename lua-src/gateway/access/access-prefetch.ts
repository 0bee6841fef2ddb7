import { singleFlight } from "../cache/single-flight";
import { addShared } from "../state/shared";
import { type Kind, LIGHT, LONG_SEARCH, SEARCH } from "../queue/kinds";
import { lookAtSlots } from "../queue/slots";
import { end } from "./end-request";
import { preparePacs } from "./hand-over";
import { readHeaders, readRequest } from "../http/request";
import { parseRoute } from "../routes/route";

/** How many slots people may hold before prefetches wait: as many as a browser sends requests at once over HTTP/1.1. */
const PEOPLE = 6;

/** For this long nothing is prefetched again, however it ended; after that, Orthanc is not asked for what is cached. */
const ASKED_SECONDS = 600;

const heldOf = (kind: Kind): number => kind.slots - lookAtSlots(kind).free.length;

/** Whether people keep the archive busy, by the slots that they hold; prefetches take none. */
function isBusy(): boolean {
  return heldOf(LIGHT) + heldOf(SEARCH) + heldOf(LONG_SEARCH) > PEOPLE;
}

/**
 * Whether no worker has prefetched this key yet. Searches over all studies are cached only for seconds, so they may be
 * prefetched again.
 */
function isFirst(key: string): boolean {
  return string.sub(key, 1, 1) !== "a" || addShared("prefetch", ngx.md5(key), "1", ASKED_SECONDS);
}

/**
 * The access handler of the server for prefetches (nginx/servers/prefetch.conf), which has a unix socket of its own. There
 * is no person, so it lets through only what the scope `view` reads and what would be cached. The functions that serve
 * people parse and rebuild these requests too. 404: another scope. 503: people keep the archive busy. 409: a change of
 * the study is under way, or the cache is off. 204: this key has been prefetched already.
 */
export function accessPrefetch(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const [route, odd] = parseRoute(request, readHeaders);
  if (route === undefined) return end(odd);
  if (route.place !== "pacs" || route.upstream.scope !== "view") return ngx.exit(404);
  if (isBusy()) return ngx.exit(503);
  const key = preparePacs(route);
  if (key === undefined) return ngx.exit(409);
  if (!isFirst(key)) return ngx.exit(204);
  singleFlight(key);
}
