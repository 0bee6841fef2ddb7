import type { ClientRequest, Rendering, Search, Transaction } from "./transaction";

/** What each kind is called by its last segment below the resource. */
const END: Readonly<Record<string, string>> = {
  SearchStudies: "/studies",
  SearchSeries: "/series",
  SearchInstances: "/instances",
  RetrieveStudyMetadata: "/metadata",
  RetrieveSeriesMetadata: "/metadata",
  RetrieveInstanceMetadata: "/metadata",
  RetrieveRendered: "/rendered",
  RetrieveThumbnail: "/thumbnail",
};

/** The one canonical request that a client makes for a transaction. */
export function print(t: Transaction): ClientRequest {
  const path = pathOf(t);
  if (t.kind === "StoreInstances") {
    const contentType = `multipart/related; type="application/dicom"; boundary="${t.boundary ?? ""}"`;
    return { method: "POST", path, headers: { contentType, accept: t.mediaType } };
  }
  const query = t.query !== undefined ? searchOf(t.query) : t.rendering !== undefined ? renderingOf(t.rendering) : "";
  const accept = acceptOf(t);
  const headers = accept === undefined ? {} : { accept };
  return query === "" ? { method: "GET", path, headers } : { method: "GET", path, query, headers };
}

function acceptOf({ isSingle, ...t }: Transaction): string | undefined {
  return isSingle === true ? acceptSingle(t) : acceptParts(t);
}

/** Of one frame, bulk value or file by itself. */
function acceptSingle({ kind, representations = [], syntaxes = [] }: Transaction): string {
  const isFile = kind === "RetrieveInstance";
  const type = isFile ? "application/dicom" : "application/octet-stream";
  const forms = isFile ? syntaxes : representations;
  const ranges = forms.map((form) => (form.includes("/") ? form : `${type}; transfer-syntax=${form}`));
  return ranges.length === 0 ? type : ranges.join(", ");
}

function acceptParts({ mediaType, representations = [], syntaxes = [] }: Transaction): string | undefined {
  if (syntaxes.length > 0) {
    return syntaxes.map((uid) => `multipart/related; type="application/dicom"; transfer-syntax=${uid}`).join(", ");
  }
  if (mediaType === "application/dicom+xml") return `multipart/related; type="${mediaType}"`;
  const ranges = representations.map((form) =>
    form.includes("/")
      ? `multipart/related; type="${form}"`
      : `multipart/related; type="application/octet-stream"; transfer-syntax=${form}`,
  );
  return ranges.length === 0 ? mediaType : ranges.join(", ");
}

function pathOf(t: Transaction): string {
  const named = [
    t.study === undefined ? "" : `/studies/${t.study}`,
    t.series === undefined ? "" : `/series/${t.series}`,
    t.instance === undefined ? "" : `/instances/${t.instance}`,
    t.frame === undefined ? "" : `/frames/${t.frame}`,
    t.frames === undefined ? "" : `/frames/${t.frames.join(",")}`,
    t.attribute === undefined ? "" : `/bulk/${t.attribute}`,
  ].join("");
  const end = t.kind === "StoreInstances" && t.study === undefined ? "/studies" : (END[t.kind] ?? "");
  return `/pacs${named}${end}`;
}

/** Every byte of a value is encoded that is not unreserved (RFC 3986, section 2.3). */
function escaped(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9._~-]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function searchOf(query: Search): string {
  const parts = query.filters.map(({ tag, value }) => `${tag}=${escaped(value)}`);
  for (const { tag, value } of query.requests ?? []) parts.push(`00400275.${tag}=${escaped(value)}`);
  if (query.includeAll) parts.push("includefield=all");
  for (const field of query.includeFields) parts.push(`includefield=${field}`);
  if (query.fuzzyMatching !== undefined) parts.push(`fuzzymatching=${query.fuzzyMatching}`);
  if (query.orderBy !== undefined) parts.push(`orderby=${query.orderBy}`);
  if (query.limit !== undefined) parts.push(`limit=${query.limit}`);
  if (query.offset !== undefined) parts.push(`offset=${query.offset}`);
  return parts.join("&");
}

function renderingOf({ viewport, window, quality, annotation, iccProfile }: Rendering): string {
  const given = { viewport, window, quality: quality?.toString(), annotation, iccprofile: iccProfile };
  return Object.entries(given)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escaped(value)}`]))
    .join("&");
}
