/**
 * The routes of Orthanc's REST API that Orthanc Explorer 1.13 calls, each with the permission it needs. What is not in
 * the table does not exist behind the gateway; above all: scripts, reset, shutdown, log levels, exports and imports on
 * the server's disk, WebDAV, DICOMweb servers, and changes of modalities and peers.
 */
import type { AdminBody, AdminMethod, AdminPermission } from "./transaction";

export interface AdminRoute {
  readonly method: AdminMethod;
  readonly template: string;
  /** The template's segments; those in braces name a grammar of `segments.ts`. */
  readonly segments: readonly string[];
  readonly permission: AdminPermission;
  /** Allowed query keys: `flag` stands alone, `number` is a whole number below 1000000. */
  readonly query: Readonly<Record<string, "flag" | "number" | undefined>>;
  readonly body: AdminBody;
  readonly json: boolean;
}

/** Largest body of each kind in bytes; that of a DICOM file is the upload limit. */
export const BODY_LIMIT: Readonly<Record<AdminBody, number>> = {
  none: 0,
  json: 65536,
  text: 64,
  dicom: Infinity,
};

const NO_QUERY = {};
const FULL = { full: "flag" } as const;
const LIST = { expand: "flag", full: "flag", since: "number", limit: "number" } as const;
const UNSUPPORTED_IMAGE = { returnUnsupportedImage: "flag" } as const;

/** Routes by method, number of segments and first segment. */
const INDEX: Record<string, AdminRoute[] | undefined> = {};

/** The routes that a path of so many segments could be, in the order of the table. */
export function candidates(method: string, segments: readonly string[]): readonly AdminRoute[] {
  return INDEX[indexKey(method, segments)] ?? [];
}

function indexKey(method: string, segments: readonly string[]): string {
  return `${method} ${segments.length} ${segments[0] ?? ""}`;
}

function route(
  method: AdminMethod,
  template: string,
  permission: AdminPermission,
  answer: "json" | "file",
  query: AdminRoute["query"] = NO_QUERY,
  body: AdminBody = "none",
): void {
  const segments: string[] = [];
  for (const [segment = ""] of string.gmatch(template, "[^/]+")) {
    segments.push(segment);
  }
  const key = indexKey(method, segments);
  const found = INDEX[key] ?? [];
  INDEX[key] = found;
  found.push({ method, template, segments, permission, query, body, json: answer === "json" });
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
route("POST", "/instances", "upload", "json", NO_QUERY, "dicom");
route("GET", "/instances/{id}/file", "download", "file");
route("GET", "/instances/{id}/frames", "view", "json");
route("GET", "/instances/{id}/frames/{number}/preview", "view", "file", UNSUPPORTED_IMAGE);
route("GET", "/instances/{id}/header", "view", "json");
route("GET", "/instances/{id}/metadata", "view", "json", { expand: "flag" });
route("GET", "/instances/{id}/pdf", "view", "file");
route("GET", "/instances/{id}/preview", "view", "file", UNSUPPORTED_IMAGE);
route("GET", "/instances/{id}/tags", "view", "json");
route("POST", "/tools/find", "view", "json", NO_QUERY, "json");

route("GET", "/modalities", "view", "json");
route("POST", "/modalities/{name}/echo", "q-r-remote-modalities", "json", NO_QUERY, "json");
route("POST", "/modalities/{name}/query", "q-r-remote-modalities", "json", NO_QUERY, "json");
route("POST", "/modalities/{name}/store", "send", "json", NO_QUERY, "json");
route("GET", "/peers", "view", "json");
route("POST", "/peers/{name}/store", "send", "json", NO_QUERY, "json");
route("GET", "/queries/{uuid}/answers", "q-r-remote-modalities", "json");
route("GET", "/queries/{uuid}/answers/{number}/content", "q-r-remote-modalities", "json", { simplify: "flag" });
route("POST", "/queries/{uuid}/answers/{number}/retrieve", "q-r-remote-modalities", "json", NO_QUERY, "text");

route("GET", "/jobs", "settings", "json", { expand: "flag" });
route("GET", "/jobs/{uuid}", "view", "json");
route("POST", "/jobs/{uuid}/cancel", "settings", "json");
route("POST", "/jobs/{uuid}/pause", "settings", "json");
route("POST", "/jobs/{uuid}/resubmit", "settings", "json");
route("POST", "/jobs/{uuid}/resume", "settings", "json");

route("GET", "/plugins", "view", "json");
route("GET", "/plugins/explorer.js", "view", "file");
route("GET", "/plugins/{name}", "view", "json");
route("GET", "/system", "view", "json");
