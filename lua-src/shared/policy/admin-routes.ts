/**
 * The routes of Orthanc's REST API that Orthanc Explorer 1.13 calls, each with the permission it needs. What is not in
 * the table does not exist behind the gateway; above all: scripts, reset, shutdown, log levels, exports and imports on
 * the server's disk, WebDAV, DICOMweb servers, and changes of modalities and peers. Nor does POST to `/instances`, which
 * unpacks any ZIP file, whatever its Content-Type: files come in by STOW-RS alone, which does not. The gateway parses by
 * the table, and the filter in Orthanc allows by it.
 */
import type { Permission } from "./permissions";
import { addRoute, splitPath, type Method, type Route, type RouteTable } from "./route-table";

/** The body of a request: none, JSON, or a short text. */
export type AdminBody = "none" | "json" | "text";

export interface AdminRoute extends Route {
  readonly permission: Permission;
  /** Needed besides: what only Orthanc Explorer's page asks, whoever may not open the page need not ask either. */
  readonly also: Permission | undefined;
  /** Allowed query keys: `flag` stands alone, `number` is a whole number below 1000000. */
  readonly query: Readonly<Record<string, "flag" | "number" | undefined>>;
  readonly body: AdminBody;
  readonly json: boolean;
}

const NO_QUERY = {};
const FULL = { full: "flag" } as const;
const LIST = { expand: "flag", full: "flag", since: "number", limit: "number" } as const;
const UNSUPPORTED_IMAGE = { returnUnsupportedImage: "flag" } as const;

export const ADMIN_ROUTES: RouteTable<AdminRoute> = {};

/** The files of Orthanc Explorer's page; they are no REST API and have a transaction of their own. */
export const ASSET_ROUTE: Route = { method: "GET", template: "/app/{asset}", segments: ["app", "{asset}"] };

function route(
  method: Method,
  template: string,
  permission: Permission,
  answer: "json" | "file",
  query: AdminRoute["query"] = NO_QUERY,
  body: AdminBody = "none",
  also?: Permission,
): void {
  const segments = splitPath(template);
  addRoute(ADMIN_ROUTES, { method, template, segments, permission, query, body, json: answer === "json", also });
}

for (const level of ["patients", "studies", "series", "instances"]) {
  route("GET", `/${level}/{id}`, "view", "json", { full: "flag", expand: "flag" });
  route("DELETE", `/${level}/{id}`, "delete", "json");
  route("GET", `/${level}/{id}/attachments`, "view", "json", FULL);
  route("GET", `/${level}/{id}/attachments/{number}/data`, "download", "file");
  route("GET", `/${level}/{id}/labels`, "view", "json");
  route("PUT", `/${level}/{id}/labels/{label}`, "edit-labels", "json");
  route("DELETE", `/${level}/{id}/labels/{label}`, "edit-labels", "json");
  route("POST", `/${level}/{id}/anonymize`, "anonymize", level === "instances" ? "file" : "json", NO_QUERY, "json");
}

for (const level of ["patients", "studies", "series"]) {
  route("GET", `/${level}/{id}/archive`, "download", "file");
  route("GET", `/${level}/{id}/media`, "download", "file");
}

route("GET", "/patients", "view", "json", LIST);
route("GET", "/patients/{id}/studies", "view", "json", FULL);
route("GET", "/patients/{id}/protected", "view", "file");
route("PUT", "/patients/{id}/protected", "modify", "file", NO_QUERY, "text");
route("GET", "/studies", "view", "json", LIST);
route("GET", "/studies/{id}/series", "view", "json", FULL);
route("GET", "/series/{id}/instances", "view", "json", FULL);
route("GET", "/instances/{id}/file", "download", "file");
route("GET", "/instances/{id}/frames", "view", "json");
route("GET", "/instances/{id}/frames/{number}/preview", "view", "file", UNSUPPORTED_IMAGE);
route("GET", "/instances/{id}/header", "view", "json");
route("GET", "/instances/{id}/metadata", "view", "json", { expand: "flag" });
route("GET", "/instances/{id}/pdf", "view", "file");
route("GET", "/instances/{id}/preview", "view", "file", UNSUPPORTED_IMAGE);
route("GET", "/instances/{id}/tags", "view", "json");
route("POST", "/tools/find", "view", "json", NO_QUERY, "json", "settings");

route("GET", "/modalities", "settings", "json");
route("POST", "/modalities/{name}/echo", "q-r-remote-modalities", "json", NO_QUERY, "json");
route("POST", "/modalities/{name}/query", "q-r-remote-modalities", "json", NO_QUERY, "json");
route("POST", "/modalities/{name}/store", "send", "json", NO_QUERY, "json");
route("GET", "/peers", "settings", "json");
route("POST", "/peers/{name}/store", "send", "json", NO_QUERY, "json");
route("GET", "/queries/{uuid}/answers", "q-r-remote-modalities", "json");
route("GET", "/queries/{uuid}/answers/{number}/content", "q-r-remote-modalities", "json", { simplify: "flag" });
route("POST", "/queries/{uuid}/answers/{number}/retrieve", "q-r-remote-modalities", "json", NO_QUERY, "text");

route("GET", "/jobs", "settings", "json", { expand: "flag" });
route("GET", "/jobs/{uuid}", "settings", "json");
route("POST", "/jobs/{uuid}/cancel", "settings", "json");
route("POST", "/jobs/{uuid}/pause", "settings", "json");
route("POST", "/jobs/{uuid}/resubmit", "settings", "json");
route("POST", "/jobs/{uuid}/resume", "settings", "json");

route("GET", "/plugins", "settings", "json");
route("GET", "/plugins/{name}", "settings", "json");
route("GET", "/system", "settings", "json");
