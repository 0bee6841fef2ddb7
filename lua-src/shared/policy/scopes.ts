/**
 * What each of the gateway's users in Orthanc may do. A request has the scope of its transaction; the filter in Orthanc
 * refuses what the scope does not hold, whatever the gateway was brought to send.
 */
import { ADMIN_ROUTES, ASSET_ROUTE } from "./admin-routes";
import { FILE, RENDERED, STORE, VIEW } from "./dicomweb-routes";
import { addRoute, findRoute, splitPath, type Route, type RouteTable } from "./route-table";

/**
 * `view` searches and retrieves; `store` stores; `admin` does what Orthanc Explorer does. `health` is the gateway's own
 * question whether the archive lives, holds anything, has room and has refused anything, `watch` what has changed in it and which of it a
 * search means, `resolve` what `collimator collisions resolve` does: no request of a person's has them.
 */
export const SCOPES = ["view", "store", "admin", "health", "watch", "resolve"] as const;

/** One of them. */
export type Scope = (typeof SCOPES)[number];

/** Whether no request of a person's has the scope. */
export function isOwnScope(scope: string): boolean {
  return scope === "health" || scope === "watch" || scope === "resolve";
}

/** The user of Orthanc's that stands for a scope. */
export function userOf(scope: Scope): string {
  return `gateway-${scope}`;
}

function listed(...lists: readonly Readonly<Record<string, Route>>[]): RouteTable<Route> {
  const routes: RouteTable<Route> = {};
  for (const list of lists) {
    for (const name in list) {
      const route = list[name];
      if (route !== undefined) {
        addRoute(routes, route);
      }
    }
  }
  return routes;
}

const HEALTH = {
  system: { method: "GET", template: "/system", segments: ["system"] },
  statistics: { method: "GET", template: "/statistics", segments: ["statistics"] },
  disk: { method: "GET", template: "/collimator/disk", segments: ["collimator", "disk"] },
  /** What C-STORE has refused. */
  refused: { method: "GET", template: "/collimator/refused", segments: ["collimator", "refused"] },
  /** Since when the archive's process runs. */
  metrics: { method: "GET", template: "/tools/metrics-prometheus", segments: ["tools", "metrics-prometheus"] },
} as const;

/**
 * `/changes` is the log of what has come; the others tell the studies that resources belong to, and which resources
 * match a search. Of a study that two patients have the gateway reads the metadata that the DICOMweb plugin keeps.
 */
const WATCH = {
  changes: { method: "GET", template: "/changes", segments: ["changes"] },
  studiesOf: { method: "POST", template: "/tools/bulk-content", segments: ["tools", "bulk-content"] },
  find: { method: "POST", template: "/tools/find", segments: ["tools", "find"] },
  keptMetadata: {
    method: "GET",
    template: "/series/{id}/attachments/4301/data",
    segments: ["series", "{id}", "attachments", "4301", "data"],
  },
  keepMetadata: {
    method: "POST",
    template: "/studies/{id}/update-dicomweb-cache",
    segments: ["studies", "{id}", "update-dicomweb-cache"],
  },
  count: { method: "POST", template: "/tools/count-resources", segments: ["tools", "count-resources"] },
} as const;

/** A study is copied under new UIDs, by a job that is asked after; what is deleted are single instances that were seen. */
const RESOLVE = {
  remove: { method: "DELETE", template: "/instances/{id}", segments: ["instances", "{id}"] },
  copy: { method: "POST", template: "/studies/{id}/modify", segments: ["studies", "{id}", "modify"] },
  job: { method: "GET", template: "/jobs/{uuid}", segments: ["jobs", "{uuid}"] },
} as const;

const ALLOWED: Readonly<Record<Scope, readonly RouteTable<Route>[]>> = {
  view: [listed(VIEW, FILE, RENDERED.RetrieveRendered, RENDERED.RetrieveThumbnail)],
  store: [listed(STORE)],
  admin: [ADMIN_ROUTES, listed({ asset: ASSET_ROUTE })],
  health: [listed(HEALTH)],
  watch: [listed(WATCH)],
  resolve: [listed(RESOLVE)],
};

/**
 * Whether a scope may do this. `method` and `path` are what Orthanc acts upon: overrides applied, decoded, dots and
 * backslashes resolved. A path that is not in the one form in which the gateway writes it is refused.
 */
export function allows(scope: Scope, method: string, path: string): boolean {
  const segments = splitPath(path);
  if (`/${table.concat(segments, "/")}` !== path) {
    return false;
  }
  for (const routes of ALLOWED[scope]) {
    if (findRoute(routes, method, segments) !== undefined) {
      return true;
    }
  }
  return false;
}
