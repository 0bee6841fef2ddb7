import { awaitFlight } from "../cache/flights";
import { addShared } from "../state/shared";
import { type Kind, LIGHT, SEARCH } from "../queue/kinds";
import { lookAtSlots } from "../queue/slots";
import { end } from "./end";
import { preparePacs } from "./hand-over";
import { readHeaders, readRequest } from "../http/request";
import { parseRoute } from "../routes/route";

/** As many of people's requests may be at the archive as a browser sends at once over HTTP/1.1. */
const PEOPLE = 6;

/** Nothing is asked for again within so many seconds, however it ended; what is kept then is not asked of Orthanc. */
const ASKED_SECONDS = 600;

const heldOf = (kind: Kind): number => kind.slots - lookAtSlots(kind).free.length;

/** Whether people keep the archive busy, by the slots that they hold; warming itself takes none. */
function isBusy(): boolean {
  return heldOf(LIGHT) + heldOf(SEARCH) > PEOPLE;
}

/** Whether it is the first time, in all workers. Searches over all studies are kept for seconds, and asked for anew. */
function isFirst(key: string): boolean {
  return string.sub(key, 1, 1) !== "a" || addShared("warming", ngx.md5(key), "1", ASKED_SECONDS);
}

/**
 * The access handler of the server that warming asks (nginx/servers/warm.conf), on a socket of its own. There is no
 * person: only what may be looked at by whoever may view is let through, read and rebuilt by the same functions, and
 * nothing whose answer would not be kept. 503: people come first. 409: a change of the study is under way, or the cache
 * is off. 204: it has been asked for under this key.
 */
export function accessWarm(): void {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const [route, odd] = parseRoute(request, readHeaders);
  if (route === undefined) return end(odd);
  if (route.place !== "pacs" || route.upstream.scope !== "view") return ngx.exit(404);
  if (isBusy()) return ngx.exit(503);
  const key = preparePacs(route);
  if (key === undefined) return ngx.exit(409);
  if (!isFirst(key)) return ngx.exit(204);
  awaitFlight(key);
}
