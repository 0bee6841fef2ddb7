import { ACCEPTS, type Accepted } from "./accept";
import { negotiated, renderingOf, searchOf } from "./query";
import type { ClientRequest, Transaction } from "./transaction";
import { isUid } from "./values";

/** What the reference says of a request: a transaction, that it is refused, or nothing. */
export type Opinion = Transaction | "refused" | "none";

const RESOURCE = /^studies\/([^/]+)(?:\/series\/([^/]+)(?:\/instances\/([^/]+))?)?(?:\/(.+))?$/;
const FRAME = "[1-9]\\d{0,8}";
const FRAMES = new RegExp(`^frames/(${FRAME}(?:,${FRAME})*)$`);
const ONE_FRAME = new RegExp(`^frames/(${FRAME})/(rendered|thumbnail)$`);
const BULK = /^bulk\/((?:[\da-f]{8}\/[1-9]\d{0,5}\/){0,16}[\da-f]{8})$/i;
const STORE_TYPE =
  /^multipart\/related; type="application\/dicom"; boundary="([A-Za-z0-9'()+_,./:=? -]{0,99}[A-Za-z0-9'()+_,./:=?-])"$/;

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
  const asked = negotiated(query, headers["accept"]);
  const found = fixed(uids, level, end);
  if (asked?.pairs.length !== 0 || found === undefined) return "refused";
  const accepted = ACCEPTS[asked.accept];
  return accepted === undefined ? "none" : (found(accepted) ?? "refused");
}

type WhenAccepted = (accepted: Accepted) => Transaction | undefined;

function fixed(uids: Uids, level: string, end: string): WhenAccepted | undefined {
  if (end === "") {
    const whole = { kind: `Retrieve${level}`, ...uids };
    const inSyntaxes = (syntaxes: readonly string[]) => (syntaxes.length === 0 ? whole : { ...whole, syntaxes });
    return ({ dicom, file }) => {
      if (file !== undefined && level === "Instance") return { ...inSyntaxes(file), isSingle: true };
      return dicom === undefined ? undefined : inSyntaxes(dicom);
    };
  }
  if (end === "metadata") {
    const kind = `Retrieve${level}Metadata`;
    return ({ dataset }) => (dataset === undefined ? undefined : { kind, ...uids, mediaType: dataset });
  }
  const list = level === "Instance" ? FRAMES.exec(end)?.[1] : undefined;
  if (list !== undefined) {
    const frames = list.split(",").map(Number);
    return ({ frames: representations, frame }) => {
      const found = { kind: "RetrieveFrames", ...uids, frames };
      if (frame !== undefined && frames.length === 1) return { ...found, representations: frame, isSingle: true };
      return representations === undefined ? undefined : { ...found, representations };
    };
  }
  const bulk = level === "Instance" ? BULK.exec(end)?.[1]?.toLowerCase() : undefined;
  if (bulk === undefined) return undefined;
  const isPixels = bulk.endsWith("7fe00010");
  return (accepted) => {
    const found = { kind: "RetrieveBulkData", ...uids, attribute: bulk };
    if (accepted[isPixels ? "pixelValue" : "value"] === true) return { ...found, isSingle: true };
    return accepted[isPixels ? "pixels" : "bulk"] ? found : undefined;
  };
}

function rendered(shown: Transaction, query: string | undefined, headers: Headers): Opinion {
  const asked = negotiated(query, headers["accept"]);
  const rendering = asked === undefined ? undefined : renderingOf(asked.pairs);
  if (asked === undefined || rendering === undefined) return "refused";
  const accepted = ACCEPTS[asked.accept];
  if (accepted === undefined) return "none";
  return accepted.rendered === undefined ? "refused" : { ...shown, mediaType: accepted.rendered, rendering };
}

function search(resource: string, uids: Uids, query: string | undefined, headers: Headers): Opinion {
  const level = ({ studies: "study", series: "series" } as const)[resource] ?? "instance";
  const given = [uids.study === undefined ? "" : "0020000D", uids.series === undefined ? "" : "0020000E"];
  const asked = negotiated(query, headers["accept"]);
  const found = asked === undefined ? undefined : searchOf(asked.pairs, level, given);
  if (asked === undefined || found === undefined) return "refused";
  const accepted = ACCEPTS[asked.accept];
  if (accepted === undefined) return "none";
  const kind = { study: "SearchStudies", series: "SearchSeries", instance: "SearchInstances" }[level];
  const isSorted = level === "study" && accepted.dataset === "application/dicom+json";
  if (found.requests !== undefined && accepted.dataset !== "application/dicom+json") return "refused";
  if (accepted.dataset === undefined || (found.orderBy !== undefined && !isSorted)) return "refused";
  const wanted = isSorted ? found : { ...found, anyOrder: false };
  return { kind, ...uids, query: wanted, mediaType: accepted.dataset };
}

function store(study: string | undefined, query: string | undefined, headers: Headers): Opinion {
  if ((query ?? "") !== "" || headers["contentEncoding"] !== undefined) return "refused";
  const boundary = STORE_TYPE.exec(headers["contentType"] ?? "")?.[1];
  if (boundary === undefined) return "refused";
  const { accept } = headers;
  const accepted = ACCEPTS[accept ?? "*/*"];
  // Whoever accepts neither form of the answer is given JSON: the objects are stored by then.
  const isXml = accept === "application/dicom+xml";
  const mediaType = isXml ? accept : (accepted?.dataset ?? "application/dicom+json");
  return accept !== undefined && accepted === undefined
    ? "none"
    : { kind: "StoreInstances", study, boundary, mediaType };
}
