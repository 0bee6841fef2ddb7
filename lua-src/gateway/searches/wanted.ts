/** What a search asks for, read back from the request that `dicomweb/build.ts` has written. */
import { contains, matches } from "../../shared/text";

interface ResultLevel {
  /** As `/tools/find` calls it. */
  readonly level: "Study" | "Series" | "Instance";
  /** The identifier of its resources. */
  readonly tag: string;
  readonly keyword: "StudyInstanceUID" | "SeriesInstanceUID" | "SOPInstanceUID";
}

export interface Wanted extends ResultLevel {
  /** For `/tools/find`: values by tag, lists parted by backslashes. */
  readonly filters: Readonly<Record<string, string>>;
  /** Values by tags inside Request Attributes Sequence; undefined if there are none. */
  readonly requests: Readonly<Record<string, string>> | undefined;
  readonly path: string;
  /**
   * The query without the identifiers of the results, limit and offset, with a `&` behind each parameter. DICOMweb gets
   * it, and so no value with an ampersand: what matches is known by then.
   */
  readonly rest: string;
  readonly limit: number;
  readonly offset: number;
  /** The attributes that the query names, by tag: they are returned. */
  readonly returned: Readonly<Record<string, true | undefined>>;
  /** The attribute that studies are sorted by, `-` in front for descending; undefined for the newest first. */
  readonly orderBy: string | undefined;
  /** Whether PatientName is words, with `*` between and around them, of which the given name may stand first. */
  readonly anyOrder: boolean;
  /** Whether a value has a letter beyond ASCII, which Orthanc's database does not know. */
  readonly isBeyondIndex: boolean;
}

const LEVELS: Readonly<Record<string, ResultLevel | undefined>> = {
  studies: { level: "Study", tag: "0020000D", keyword: "StudyInstanceUID" },
  series: { level: "Series", tag: "0020000E", keyword: "SeriesInstanceUID" },
  instances: { level: "Instance", tag: "00080018", keyword: "SOPInstanceUID" },
};

/** Reads a rebuilt search, path and query; undefined for anything else. */
export function readWanted(request: string): Wanted | undefined {
  const [path, query] = string.match(request, "^(/dicom%-web/[^?]+)%?(.+)$");
  const [end] = string.match(path ?? "", "/(%l+)$");
  const result = LEVELS[end ?? ""];
  if (path === undefined || query === undefined || result === undefined) return undefined;
  const filters = filtersOfPath(path);
  const options: Record<string, number | undefined> = {};
  const returned: Record<string, true | undefined> = {};
  let rest = "";
  let requests: Record<string, string> | undefined;
  let orderBy: string | undefined;
  let anyOrder = false;
  for (const [piece = ""] of string.gmatch(query, "[^&]+")) {
    const [name, text] = string.match(piece, "^([^=]+)=(.*)$");
    if (name === undefined || text === undefined) return undefined;
    if (name === "limit" || name === "offset") {
      options[name] = tonumber(text);
      continue;
    }
    if (name === "orderby") {
      orderBy = text;
      continue;
    }
    const [inRequests] = string.match(name, "^00400275%.(%x+)$");
    if (inRequests !== undefined) {
      requests ??= {};
      requests[inRequests] = ngx.unescape_uri(text);
      continue;
    }
    if (name === "anyorder") {
      anyOrder = true;
      continue;
    }
    if (name === "includefield") for (const [tag = ""] of string.gmatch(text, "[^,]+")) returned[tag] = true;
    if (name.length === 8) returned[name] = true;
    if (name.length === 8 && text !== "") filters[name] = listOf(text);
    if (name !== result.tag) rest += `${harmless(name, text)}&`;
  }
  const { limit, offset } = options;
  if (limit === undefined) return undefined;
  const isBeyondIndex = hasBeyondAscii(filters);
  const page = { limit, offset: offset ?? 0 };
  return { ...result, ...page, filters, requests, path, rest, returned, orderBy, anyOrder, isBeyondIndex };
}

/** Written by numbers: in a literal, bytes above 127 become two each. */
const BEYOND_ASCII = `[${string.char(128)}-${string.char(255)}]`;

function hasBeyondAscii(filters: Readonly<Record<string, string>>): boolean {
  for (const [, value] of pairs(filters)) if (matches(value, BEYOND_ASCII)) return true;
  return false;
}

/**
 * A parameter as DICOMweb may get it: its attribute is to be returned, whatever its value is. Orthanc decodes a query
 * before it splits it, so that `%26_method=DELETE` in a value would be a parameter of its own.
 */
function harmless(tag: string, text: string): string {
  return contains(text, "%26") ? `includefield=${tag}` : `${tag}=${text}`;
}

function filtersOfPath(path: string): Record<string, string> {
  const filters: Record<string, string> = {};
  const [study] = string.match(path, "/studies/([%d.]+)/");
  const [series] = string.match(path, "/series/([%d.]+)/");
  if (study !== undefined) filters["0020000D"] = study;
  if (series !== undefined) filters["0020000E"] = series;
  return filters;
}

/** The DICOMweb plugin does the same with a list before it looks for the values. */
function listOf(text: string): string {
  const [list] = string.gsub(ngx.unescape_uri(text), ",", "\\");
  return list;
}
