import { attributeOf, fieldOf, isWithin } from "./attributes";
import { isBeyondIndex, type Level, type Rendering, type Search } from "./transaction";
import { canonical, isUtf8, isWindow, isWords, viewportOf } from "./values";

type Pairs = readonly (readonly [key: string, value: string])[];

/** A part of a query decoded once, or undefined where it is no text. */
function decoded(raw: string): string | undefined {
  const text = raw
    .replaceAll("+", " ")
    .replace(/%(..)/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return isUtf8(text) && !/[\x00-\x1f\x7f]/.test(text) ? text : undefined;
}

/** The decoded pairs of a raw query, or undefined where it is refused. */
export function pairsOf(raw = ""): Pairs | undefined {
  if (raw.length > 8192 || !/^(?:[!-$&-~]|%[\da-fA-F]{2})*$/.test(raw)) return undefined;
  const pairs: [string, string][] = [];
  for (const piece of raw.split("&").filter((text) => text !== "")) {
    const at = piece.indexOf("=");
    const key = decoded(at === -1 ? piece : piece.slice(0, at));
    const value = at === -1 ? "" : decoded(piece.slice(at + 1));
    if (key === undefined || key === "" || value === undefined) return undefined;
    if (key !== "includefield" && pairs.some(([name]) => name === key)) return undefined;
    pairs.push([key, value]);
  }
  return pairs.length <= 64 ? pairs : undefined;
}

/** Whether a list of character sets allows UTF-8, the only one of the answers. */
function hasUtf8(list: string): boolean {
  return list.split(",").some((piece) => /^ *(utf-?8|\*) *(;.*)?$/i.test(piece) && !/; *q=0(\.0*)? *$/.test(piece));
}

/** The pairs but `accept` and `charset`, and what the client accepts; undefined where the query is refused. */
export function negotiated(
  raw: string | undefined,
  header = "",
): { readonly pairs: Pairs; readonly accept: string } | undefined {
  const pairs = pairsOf(raw);
  const { accept, charset } = Object.fromEntries(pairs ?? []);
  if (pairs === undefined || !hasUtf8(charset ?? "*")) return undefined;
  return {
    pairs: pairs.filter(([key]) => key !== "accept" && key !== "charset"),
    accept: accept?.replace(/([a-z\d]) ([a-z\d])/gi, "$1+$2") ?? header,
  };
}

/** A search at a level, or undefined where it is refused; `fixed` are the tags that the path gives. */
export function searchOf(pairs: Pairs, level: Level, fixed: readonly string[]): Search | undefined {
  const filters: { tag: string; value: string }[] = [];
  const includeFields: string[] = [];
  const requests: { tag: string; value: string }[] = [];
  let anyOrder = false;
  let rest: Pick<Search, "limit" | "offset" | "fuzzyMatching" | "orderBy"> = {};
  for (const [key, value] of pairs) {
    const attribute = attributeOf(key);
    const request = REQUEST_KEY.exec(key)?.[1];
    if (request !== undefined && level === "series") {
      const tag = { ScheduledProcedureStepID: "00400009", RequestedProcedureID: "00401001" }[request] ?? request;
      const text = canonical("text", value);
      if (text === undefined || Buffer.byteLength(value) > 64) return undefined;
      if (requests.some((one) => one.tag === tag)) return undefined;
      requests.push({ tag, value: text });
    } else if (attribute !== undefined) {
      const { tag, values } = attribute;
      const text = canonical(values, value);
      const known = values !== "none" && isWithin(attribute, level) && !fixed.includes(tag);
      if (!known || text === undefined || filters.some((filter) => filter.tag === tag)) return undefined;
      filters.push({ tag, value: text });
      if (tag === "00100010" && isWords(value)) anyOrder = true;
    } else if (key === "includefield" && value !== "all") {
      for (const name of value.split(",")) {
        const fields = name.split(".").map(fieldOf);
        if (fields.includes("")) return undefined;
        includeFields.push(fields[0] ?? "");
      }
    } else if (key === "limit" && /^\d{1,9}$/.test(value)) {
      rest = { ...rest, limit: Number(value) };
    } else if (key === "offset" && /^\d{1,9}$/.test(value)) {
      rest = { ...rest, offset: Number(value) };
    } else if (key === "fuzzymatching" && /^(true|false)$/.test(value)) {
      rest = { ...rest, fuzzyMatching: value === "true" };
    } else if (key === "orderby" && ORDER.test(value)) {
      rest = { ...rest, orderBy: value };
    } else if (key !== "includefield" && !IGNORED.includes(`${key}=${value}`)) {
      return undefined;
    }
  }
  const includeAll = pairs.some(([key, value]) => key === "includefield" && value === "all");
  const inRequests = requests.length === 0 ? {} : { requests };
  if (requests.length > 0 && isBeyondIndex(filters)) return undefined;
  return includeFields.length <= 64
    ? { ...inRequests, filters, includeFields, includeAll, ...rest, anyOrder, isBeyondIndex: isBeyondIndex(filters) }
    : undefined;
}

const REQUEST_KEY =
  /^(?:RequestAttributesSequence|00400275)\.(ScheduledProcedureStepID|RequestedProcedureID|00400009|00401001)$/;

const ORDER = /^-?(StudyDate|PatientName|PatientID|StudyDescription|AccessionNumber)$/;

/** Options that say what the archive does anyway. */
const IGNORED = ["multiplevaluematching=true", "multiplevaluematching=false", "emptyvaluematching=false"];

/** The parameters of a rendering, or undefined where they are refused. */
export function renderingOf(pairs: Pairs): Rendering | undefined {
  const checks: Readonly<Record<string, ((value: string) => boolean) | undefined>> = {
    viewport: (value) => viewportOf(value) !== undefined,
    window: isWindow,
    quality: (value) => /^([1-9]\d?|100)$/.test(value),
    annotation: (value) => /^(patient|technique)(,(patient|technique))*$/.test(value),
    iccprofile: (value) => /^(no|yes|srgb|adobergb|rommrgb|displayp3)$/.test(value),
  };
  if (!pairs.every(([key, value]) => Object.hasOwn(checks, key) && checks[key]?.(value) === true)) return undefined;
  const { quality, iccprofile, viewport, ...rest } = Object.fromEntries(pairs);
  return {
    ...rest,
    ...(quality === undefined ? {} : { quality: Number(quality) }),
    ...(iccprofile === undefined ? {} : { iccProfile: iccprofile }),
    ...(viewport === undefined ? {} : { viewport: viewportOf(viewport) }),
  };
}
