/** From an admin transaction to Orthanc's request. */
import type { AdminBody } from "../../shared/policy/admin-routes";
import type { UpstreamRequest } from "../http/upstream";
import type { AdminTransaction } from "./transaction";

const SCOPE = "admin";

const CONTENT_TYPE: Readonly<Record<AdminBody, string | undefined>> = {
  none: undefined,
  json: "application/json",
  text: "text/plain",
};

/** The request that Orthanc gets; for the entrance, which the caller answers with a redirect, it is the page itself. */
export function buildAdmin(t: AdminTransaction): UpstreamRequest {
  if (t.kind === "AdminEntrance") {
    return { path: "/app/explorer.html", scope: SCOPE, accept: "*/*", body: false };
  }
  if (t.kind === "AdminAsset") {
    return { path: `/app/${t.file}`, scope: SCOPE, accept: "*/*", body: false };
  }
  const parts: string[] = [];
  for (const { key, value } of t.query) {
    parts.push(value === undefined ? key : `${key}=${string.format("%d", value)}`);
  }
  const query = parts.length === 0 ? "" : `?${table.concat(parts, "&")}`;
  const path = `/${table.concat(t.path as string[], "/")}${query}`;
  const accept = t.row.json ? "application/json" : "*/*";
  const contentType = CONTENT_TYPE[t.row.body];
  return contentType === undefined
    ? { path, scope: SCOPE, accept, body: false }
    : { path, scope: SCOPE, accept, contentType, body: true };
}
