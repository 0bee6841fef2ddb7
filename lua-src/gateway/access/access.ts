import { identify } from "../identity/identify";
import { decide } from "../policy/decide";
import { requirementOf } from "../routes/requirement";
import { hasAuthorization } from "../http/authorization";
import { hasSessionCookie } from "../http/cookies";
import { mayCross } from "./cross-origin";
import { end, endForeignHost, endRefused, endUnidentified, endUnlessPersons } from "./end";
import { handOver } from "./hand-over";
import { checkHost, checkOrigin } from "../http/origin";
import { refuse } from "../http/refusal";
import { readHeaders, readRequest, type RawRequest } from "../http/request";
import { parseRoute } from "../routes/route";

const TWO_READINGS = refuse(400, "two-readings", "The address is not in its canonical form.");

/**
 * The request, if it is well-formed, meant for PUBLIC_URL, and from it, or an origin of CORS_ORIGINS, where it changes
 * something. `withToken`: it is identified by an API token and no cookie.
 */
export function readTrusted(withToken: boolean): RawRequest {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const foreign = checkHost();
  if (foreign !== undefined) return endForeignHost(foreign);
  const crossSite = checkOrigin(request.method, withToken);
  if (crossSite !== undefined && !mayCross(request, withToken)) return end(crossSite);
  return request;
}

/** The way of a request: read, parse, identify, decide, rebuild. What it does not end, nginx goes on to serve. */
export function access(): void {
  const request = readTrusted(hasAuthorization() && !hasSessionCookie());
  const [route, refusal] = parseRoute(request, readHeaders);
  if (route === undefined) return end(refusal);
  // nginx has chosen the location by its own reading of the path: two readings are a reason to stop.
  if (ngx.var["collimator_place"] !== route.place) return end(TWO_READINGS);
  if (route.place === "page" && route.page.byScript !== true) endUnlessPersons();
  const [principal, failure] = identify();
  if (failure !== undefined) return end(failure);
  if (principal === undefined) return endUnidentified(request);
  const refused = decide(principal, requirementOf(route));
  if (refused !== undefined) return endRefused(refused, principal.user, request);
  handOver(route, request, principal);
}
