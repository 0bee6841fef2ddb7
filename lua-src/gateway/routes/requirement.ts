import type { Requirement } from "../policy/needs";
import type { Route } from "./route";
import { EXPLORER, VIEW } from "./transactions";

/** What a route requires. Every route has a requirement, and none is open to everybody. */
export function requirementOf(route: Route): Requirement {
  if (route.place === "pacs" || route.place === "pacs-admin") return route.row.requires;
  if (route.place === "explorer-script") return EXPLORER;
  return route.place === "viewer" ? VIEW : route.page.requires;
}
