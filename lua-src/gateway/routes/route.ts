import { settings } from "../config/settings";
import { buildAdmin } from "../admin/build";
import { parseAdmin } from "../admin/parse";
import type { AdminTransaction } from "../admin/transaction";
import { buildDicomweb } from "../dicomweb/build";
import { parseDicomweb } from "../dicomweb/parse";
import type { Transaction } from "../dicomweb/transaction";
import { isUriService, parseUriService } from "../dicomweb/uri-service";
import { parseViewer } from "../viewer/parse";
import { parsePage, sessionPageAt, type PageRoute } from "./pages";
import { refuse, type Refusal } from "../http/refusal";
import type { RawRequest, RequestHeaders } from "../http/request";
import { matches } from "../../shared/text";
import { adminRow, dicomwebRow, type Row } from "./transactions";
import type { UpstreamRequest } from "../http/upstream";

/** The nginx location that serves a route. The access handler compares it with the one that nginx has chosen. */
export type Place = "viewer" | "pacs" | "pacs-admin" | "explorer-script" | "page";

/** A request to DICOMweb. */
export interface PacsRoute {
  readonly place: "pacs";
  readonly transaction: Transaction;
  readonly row: Row;
  readonly upstream: UpstreamRequest;
  /** The path below `/pacs/studies` that a request of the URI service stands for: its own names nothing. */
  readonly meant?: string;
}

/** A request to the administration. Its entrance has no `upstream`, because it only redirects. */
export interface PacsAdminRoute {
  readonly place: "pacs-admin";
  readonly transaction: AdminTransaction;
  readonly row: Row;
  readonly upstream?: UpstreamRequest;
}

/** What a request means, after all of it has been parsed. */
export type Route =
  | { readonly place: "viewer"; readonly file: string; readonly page: boolean }
  | PacsRoute
  | PacsAdminRoute
  | { readonly place: "explorer-script" }
  | PageRoute;

/** Reads the header fields that a grammar looks at; called only if the grammar looks at any. */
export type HeaderReader = (method: string) => RequestHeaders;

type Parsed = LuaMultiReturn<[Route] | [undefined, Refusal]>;

/** Parses a request to the URI service: from here on it is the request of WADO-RS that it stands for. */
export function parseUri({ method, query }: RawRequest, headers: RequestHeaders): Parsed {
  const [transaction, refusal] = parseUriService(method, query, headers);
  if (transaction === undefined) return $multi(undefined, refusal);
  const upstream = buildDicomweb(transaction);
  const [resource = ""] = string.match(upstream.path, "^/dicom%-web([^?]*)");
  return $multi({ place: "pacs", transaction, row: dicomwebRow(transaction), upstream, meant: `/pacs${resource}` });
}

function parsePacs(request: RawRequest, readHeaders: HeaderReader): Parsed {
  if (isUriService(request.path) && settings().wadoUri === "on") return parseUri(request, readHeaders(request.method));
  const [transaction, refusal] = parseDicomweb(
    request.method,
    request.path,
    request.query,
    readHeaders(request.method),
  );
  if (transaction === undefined) return $multi(undefined, refusal);
  return $multi({ place: "pacs", transaction, row: dicomwebRow(transaction), upstream: buildDicomweb(transaction) });
}

function parsePacsAdmin(request: RawRequest, readHeaders: HeaderReader): Parsed {
  const [transaction, refusal] = parseAdmin(request.method, request.path, request.query, readHeaders(request.method));
  if (transaction === undefined) return $multi(undefined, refusal);
  const row = adminRow(transaction);
  if (transaction.kind === "AdminEntrance") return $multi({ place: "pacs-admin", transaction, row });
  return $multi({ place: "pacs-admin", transaction, row, upstream: buildAdmin(transaction) });
}

/** The gateway's own addition to Orthanc Explorer. */
const EXPLORER_SCRIPT = "/pacs-admin/plugins/explorer.js";

function parseExplorerScript({ method, query }: RawRequest): Parsed {
  if (method !== "GET") return $multi(undefined, refuse(405, "method-not-allowed", "A file is read with GET."));
  // Orthanc Explorer loads this as a plugin's script, by jQuery, which adds a number to get past the browser's cache.
  if (query === undefined || matches(query, "^_=%d+$")) return $multi({ place: "explorer-script" });
  return $multi(undefined, refuse(400, "query-unknown-key", "A file takes no query parameters."));
}

/** Parses a request to the route that it means (CONTRIBUTING.md, rule 1). What does not parse is refused here. */
export function parseRoute(request: RawRequest, headers: HeaderReader): Parsed {
  const { path } = request;
  if (string.sub(path, 1, 6) === "/pacs/" || path === "/pacs") return parsePacs(request, headers);
  if (path === EXPLORER_SCRIPT) return parseExplorerScript(request);
  if (string.sub(path, 1, 12) === "/pacs-admin/" || path === "/pacs-admin") return parsePacsAdmin(request, headers);
  const page = sessionPageAt(path);
  if (page !== undefined) return parsePage(request.method, path, page);
  const [viewer, refusal] = parseViewer(request.method, path);
  if (viewer === undefined) return $multi(undefined, refusal);
  return $multi({ place: "viewer", file: viewer.file, page: viewer.page });
}
