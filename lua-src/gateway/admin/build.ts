/** From an admin transaction to Orthanc's request. */
import type { UpstreamRequest } from "../http/upstream";
import type { AdminBody, AdminTransaction } from "./transaction";

const CONTENT_TYPE: Readonly<Record<AdminBody, string | undefined>> = {
  none: undefined,
  json: "application/json",
  text: "text/plain",
  dicom: "application/dicom",
};

/** The request that Orthanc gets; for the entrance, which the caller answers with a redirect, it is the page itself. */
export function buildAdmin(t: AdminTransaction): UpstreamRequest {
  if (t.kind === "AdminEntrance") {
    return { path: "/app/explorer.html", accept: "*/*", body: false };
  }
  if (t.kind === "AdminAsset") {
    return { path: `/app/${t.file}`, accept: "*/*", body: false };
  }
  const parts: string[] = [];
  for (const { key, value } of t.query) {
    parts.push(value === undefined ? key : `${key}=${string.format("%d", value)}`);
  }
  const query = parts.length === 0 ? "" : `?${table.concat(parts, "&")}`;
  const path = `/${table.concat(t.path as string[], "/")}${query}`;
  const accept = t.json ? "application/json" : "*/*";
  const contentType = CONTENT_TYPE[t.body];
  return contentType === undefined ? { path, accept, body: false } : { path, accept, contentType, body: true };
}
