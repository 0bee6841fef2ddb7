import { identify } from "../identity/identify";
import { decide } from "../policy/decide";
import { requirementOf } from "../routes/requirement";
import { hasAuthorization } from "../http/authorization";
import { hasSessionCookie } from "../http/cookies";
import { mayCross } from "./cross-origin";
import { end, endForeignHost, endRefused, endUnidentified, endUnlessPersons } from "./end-request";
import { endUnparsed } from "./end-unparsed";
import { handOver } from "./hand-over";
import { endOptions } from "./options";
import { checkHost, checkOrigin } from "../http/origin";
import { refuse, type Refusal } from "../http/refusal";
import { readHeaders, readRequest, type RawRequest } from "../http/request";
import { parseRoute, type Route } from "../routes/route";
import type { Principal } from "../verdicts/principal";
import { checkAccount } from "./other-account";

const TWO_READINGS = refuse(
  400,
  "two-readings",
  "The address is not in its canonical form: write it without double slashes, dot segments and encoded letters.",
);

/**
 * Reads the request, and ends it unless it is well-formed and meant for PUBLIC_URL. A request that changes something
 * must also come from PUBLIC_URL or from an origin in CORS_ORIGINS.
 *
 * @param withToken whether an API token identifies the request, and no session cookie
 */
export function readTrusted(withToken: boolean): RawRequest {
  const [request, refusal] = readRequest();
  if (request === undefined) return end(refusal);
  const foreign = checkHost(withToken);
  if (foreign !== undefined) return endForeignHost(foreign);
  const crossSite = checkOrigin(request.method, withToken);
  if (crossSite !== undefined && !mayCross(request, withToken)) return end(crossSite);
  return request;
}

/** Whose page asks comes first: a person who may not upload at all should learn that this is not their page. */
function refusalOf(principal: Principal, route: Route): Refusal | undefined {
  if (route.place === "pacs" && route.transaction.kind === "StoreInstances") {
    const other = checkAccount(principal, ngx.var["http_x_collimator_user"]);
    if (other !== undefined) return other;
  }
  return decide(principal, requirementOf(route));
}

/**
 * The access handler of everything that needs a session or an API token: read, parse, identify, decide, rebuild. nginx
 * serves what this does not end.
 */
export function access(): void {
  const request = readTrusted(hasAuthorization() && !hasSessionCookie());
  if (request.method === "OPTIONS") return endOptions(request);
  const [route, refusal] = parseRoute(request, readHeaders);
  if (route === undefined) return endUnparsed(request, refusal);
  // nginx chose the location by its own reading of the path. If the parser's differs, the request is refused.
  if (ngx.var["collimator_place"] !== route.place) return end(TWO_READINGS);
  if (route.place === "pacs" && route.meant !== undefined) ngx.var["collimator_meant"] = route.meant;
  if (route.place === "page" && route.page.byScript !== true) endUnlessPersons();
  const [principal, failure] = identify();
  if (failure !== undefined) return end(failure);
  if (principal === undefined) return endUnidentified(request);
  const refused = refusalOf(principal, route);
  if (refused !== undefined) return endRefused(refused, principal.user, request);
  handOver(route, request, principal);
}
