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

/** The gateway's inner server that takes it: `documents` reads bodies, `download` waits long for an answer to begin. */
export type AdminServer = "archive" | "documents" | "download";

/** What it makes of Orthanc: the kinds of `gateway/queue/kinds.ts`. */
export type AdminWork = "light" | "heavy" | "search";

export interface AdminRoute extends Route {
  readonly permission: Permission;
  /** Needed besides: what only Orthanc Explorer's page asks, whoever may not open the page need not ask either. */
  readonly also: Permission | undefined;
  /** Allowed query keys: `flag` stands alone, `number` is a whole number below 1000000. */
  readonly query: Readonly<Record<string, "flag" | "number" | undefined>>;
  readonly body: AdminBody;
  /** Whether the answer is JSON; other answers are files, images or text. */
  readonly json: boolean;
  readonly server: AdminServer;
  readonly work: AdminWork;
  /** Whether the answer is a picture that Orthanc draws. */
  readonly isPicture: boolean;
}

/** What a route has otherwise than most. */
type Special = Partial<Pick<AdminRoute, "query" | "body" | "also" | "server" | "work" | "isPicture">>;

const USUAL: Special = {};
const FULL = { query: { full: "flag" } } as const;
const EXPAND = { query: { expand: "flag" } } as const;
const LIST = { query: { expand: "flag", full: "flag", since: "number", limit: "number" } } as const;
const PICTURE = { query: { returnUnsupportedImage: "flag" }, isPicture: true } as const;
const JSON_BODY = { body: "json" } as const;
const TEXT_BODY = { body: "text" } as const;
/** Orthanc makes a ZIP of all files before its answer begins. */
const ZIP = { server: "download", work: "heavy" } as const;

export const ADMIN_ROUTES: RouteTable<AdminRoute> = {};

/** The files of Orthanc Explorer's page; they are no REST API and have a transaction of their own. */
export const ASSET_ROUTE: Route = { method: "GET", template: "/app/{asset}", segments: ["app", "{asset}"] };

function route(
  method: Method,
  template: string,
  permission: Permission,
  answer: "json" | "file",
  special: Special = USUAL,
): void {
  const body = special.body ?? "none";
  addRoute(ADMIN_ROUTES, {
    method,
    template,
    segments: splitPath(template),
    permission,
    also: special.also,
    query: special.query ?? {},
    body,
    json: answer === "json",
    server: special.server ?? (body === "none" ? "archive" : "documents"),
    work: special.work ?? "light",
    isPicture: special.isPicture === true,
  });
}

for (const level of ["patients", "studies", "series", "instances"]) {
  route("GET", `/${level}/{id}`, "view", "json", { query: { full: "flag", expand: "flag" } });
  route("DELETE", `/${level}/{id}`, "delete", "json");
  route("GET", `/${level}/{id}/attachments`, "view", "json", FULL);
  route("GET", `/${level}/{id}/attachments/{number}/data`, "download", "file");
  route("GET", `/${level}/{id}/labels`, "view", "json");
  route("PUT", `/${level}/{id}/labels/{label}`, "edit-labels", "json");
  route("DELETE", `/${level}/{id}/labels/{label}`, "edit-labels", "json");
  route("POST", `/${level}/{id}/anonymize`, "anonymize", level === "instances" ? "file" : "json", JSON_BODY);
}

for (const level of ["patients", "studies", "series"]) {
  route("GET", `/${level}/{id}/archive`, "download", "file", ZIP);
  route("GET", `/${level}/{id}/media`, "download", "file", ZIP);
}

route("GET", "/patients", "view", "json", LIST);
route("GET", "/patients/{id}/studies", "view", "json", FULL);
route("GET", "/patients/{id}/protected", "view", "file");
route("PUT", "/patients/{id}/protected", "modify", "file", TEXT_BODY);
route("GET", "/studies", "view", "json", LIST);
route("GET", "/studies/{id}/series", "view", "json", FULL);
route("GET", "/series/{id}/instances", "view", "json", FULL);
route("GET", "/instances/{id}/file", "download", "file", { work: "heavy" });
route("GET", "/instances/{id}/frames", "view", "json");
route("GET", "/instances/{id}/frames/{number}/preview", "view", "file", PICTURE);
route("GET", "/instances/{id}/header", "view", "json");
route("GET", "/instances/{id}/metadata", "view", "json", EXPAND);
route("GET", "/instances/{id}/pdf", "view", "file");
route("GET", "/instances/{id}/preview", "view", "file", PICTURE);
route("GET", "/instances/{id}/tags", "view", "json");
route("POST", "/tools/find", "view", "json", { body: "json", also: "settings", work: "search" });

route("GET", "/modalities", "settings", "json");
route("POST", "/modalities/{name}/echo", "q-r-remote-modalities", "json", JSON_BODY);
route("POST", "/modalities/{name}/query", "q-r-remote-modalities", "json", JSON_BODY);
route("POST", "/modalities/{name}/store", "send", "json", JSON_BODY);
route("GET", "/peers", "settings", "json");
route("POST", "/peers/{name}/store", "send", "json", JSON_BODY);
route("GET", "/queries/{uuid}/answers", "q-r-remote-modalities", "json");
route("GET", "/queries/{uuid}/answers/{number}/content", "q-r-remote-modalities", "json", {
  query: { simplify: "flag" },
});
route("POST", "/queries/{uuid}/answers/{number}/retrieve", "q-r-remote-modalities", "json", TEXT_BODY);

route("GET", "/jobs", "settings", "json", EXPAND);
route("GET", "/jobs/{uuid}", "settings", "json");
route("POST", "/jobs/{uuid}/cancel", "settings", "json");
route("POST", "/jobs/{uuid}/pause", "settings", "json");
route("POST", "/jobs/{uuid}/resubmit", "settings", "json");
route("POST", "/jobs/{uuid}/resume", "settings", "json");

route("GET", "/plugins", "settings", "json");
route("GET", "/plugins/{name}", "settings", "json");
route("GET", "/system", "settings", "json");
