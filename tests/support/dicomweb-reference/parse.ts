import { ACCEPTS, type Accepted } from "./accept";
import { pairsOf, renderingOf, searchOf } from "./query";
import type { ClientRequest, Transaction } from "./transaction";
import { isUid } from "./values";

/** What the reference says of a request: a transaction, that it is refused, or nothing. */
export type Opinion = Transaction | "refused" | "none";

const RESOURCE = /^studies\/([^/]+)(?:\/series\/([^/]+)(?:\/instances\/([^/]+))?)?(?:\/(.+))?$/;
const FRAME = "[1-9]\\d{0,8}";
const FRAMES = new RegExp(`^frames/(${FRAME}(?:,${FRAME})*)$`);
const ONE_FRAME = new RegExp(`^frames/(${FRAME})/(rendered|thumbnail)$`);
const BULK = /^bulk\/((?:[\da-f]{8}\/[1-9]\d{0,5}\/){0,16}[\da-f]{8})$/i;
const STORE_TYPE = /^multipart\/related; type="application\/dicom"; boundary="([A-Za-z0-9'()+_,./:?-]{1,70})"$/;

/**
 * An independent parser of requests under `/pacs`, with one regular expression for the path. It has no opinion on
 * Accept values that are not in `ACCEPTS`.
 */
export function parse({ method, path, query, headers }: ClientRequest): Opinion {
  if (!/^\/pacs(\/[A-Za-z0-9.,_-]+)+$/.test(path) || /\/\.+(\/|$)/.test(path) || path.length > 8192) return "refused";
  if (method !== "GET" && method !== "POST") return "refused";
  const hasBody = headers["transferEncoding"] !== undefined || (headers["contentLength"] ?? "0") !== "0";
  if (method === "GET" && hasBody) return "refused";
  const resource = path.replace(/^\/pacs\/(dicom-web\/(?=.))?/, "");
  if (/^(studies|series|instances)$/.test(resource) && (method === "GET" || resource === "studies")) {
    return method === "POST" ? store(undefined, query, headers) : search(resource, {}, query, headers);
  }
  const [, study, series, instance, end = ""] = RESOURCE.exec(resource) ?? [];
  const uids = { study, series, instance };
  if (study === undefined || ![study, series ?? "1", instance ?? "1"].every(isUid)) return "refused";
  if (method === "POST") return series === undefined && end === "" ? store(study, query, headers) : "refused";
  const isLevelBelow = (end === "series" && series === undefined) || (end === "instances" && instance === undefined);
  return isLevelBelow ? search(end, uids, query, headers) : retrieve(uids, end, query, headers);
}

type Uids = Pick<Transaction, "study" | "series" | "instance">;
type Headers = ClientRequest["headers"];

function retrieve(uids: Uids, end: string, query: string | undefined, headers: Headers): Opinion {
  const level = uids.instance !== undefined ? "Instance" : uids.series !== undefined ? "Series" : "Study";
  const frame = level === "Instance" ? ONE_FRAME.exec(end) : null;
  if (end === "rendered" || end === "thumbnail" || frame !== null) {
    const kind = end.endsWith("rendered") ? "RetrieveRendered" : "RetrieveThumbnail";
    return rendered({ kind, ...uids, frame: frame === null ? undefined : Number(frame[1]) }, query, headers);
  }
  const accepted = ACCEPTS[headers["accept"] ?? ""];
  if (pairsOf(query)?.length !== 0) return "refused";
  const found = fixed(uids, level, end);
  if (found === undefined) return "refused";
  if (accepted === undefined) return "none";
  return accepted[found.answer] ? found.transaction : "refused";
}

function fixed(
  uids: Uids,
  level: string,
  end: string,
): { transaction: Transaction; answer: Exclude<keyof Accepted, "rendered"> } | undefined {
  if (end === "") return { transaction: { kind: `Retrieve${level}`, ...uids }, answer: "dicom" };
  if (end === "metadata") return { transaction: { kind: `Retrieve${level}Metadata`, ...uids }, answer: "json" };
  const frames = level === "Instance" ? FRAMES.exec(end)?.[1] : undefined;
  if (frames !== undefined) {
    return {
      transaction: { kind: "RetrieveFrames", ...uids, frames: frames.split(",").map(Number) },
      answer: "frames",
    };
  }
  const bulk = level === "Instance" ? BULK.exec(end)?.[1] : undefined;
  if (bulk === undefined) return undefined;
  return { transaction: { kind: "RetrieveBulkData", ...uids, attribute: bulk.toLowerCase() }, answer: "bulk" };
}

function rendered(shown: Transaction, query: string | undefined, headers: Headers): Opinion {
  const pairs = pairsOf(query);
  const rendering = pairs === undefined ? undefined : renderingOf(pairs);
  if (rendering === undefined) return "refused";
  const accepted = ACCEPTS[rendering.accept ?? headers["accept"] ?? ""];
  if (accepted === undefined) return "none";
  return accepted.rendered === undefined ? "refused" : { ...shown, mediaType: accepted.rendered, rendering };
}

function search(resource: string, uids: Uids, query: string | undefined, headers: Headers): Opinion {
  const accepted = ACCEPTS[headers["accept"] ?? ""];
  const level = ({ studies: "study", series: "series" } as const)[resource] ?? "instance";
  const given = [uids.study === undefined ? "" : "0020000D", uids.series === undefined ? "" : "0020000E"];
  const pairs = pairsOf(query);
  const found = pairs === undefined ? undefined : searchOf(pairs, level, given);
  if (found === undefined) return "refused";
  if (accepted === undefined) return "none";
  const kind = { study: "SearchStudies", series: "SearchSeries", instance: "SearchInstances" }[level];
  return accepted.json ? { kind, ...uids, query: found } : "refused";
}

function store(study: string | undefined, query: string | undefined, headers: Headers): Opinion {
  if ((query ?? "") !== "" || headers["contentEncoding"] !== undefined) return "refused";
  const boundary = STORE_TYPE.exec(headers["contentType"] ?? "")?.[1];
  return boundary === undefined ? "refused" : { kind: "StoreInstances", study, boundary };
}
