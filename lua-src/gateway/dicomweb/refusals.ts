/** Why a request under `/pacs` is refused before its query is looked at. Sentences are put together for who gets them alone. */
import { refuse, type Refusal } from "../http/refusal";
import { quote } from "../../shared/quote";
import { UPSTREAM_ACCEPT, type BulkAnswer } from "./accept";

export const NOT_FOUND = refuse(
  404,
  "not-found",
  "DICOMweb has no such resource: there are /pacs/studies, /pacs/series and /pacs/instances, and below a study its " +
    "series, instances, metadata, frames, bulk, rendered and thumbnail.",
);
export const ROOT = refuse(404, "not-found", "This is where DICOMweb begins: ask for /pacs/studies, for example.");
export const NO_URI_SERVICE = refuse(
  404,
  "wado-uri",
  "The URI service (WADO-URI) is at /pacs/wado, and only if the setting WADO_URI turns it on; every client that knows " +
    "WADO-RS retrieves by the resources below /pacs/studies.",
);
export const BODY_ON_GET = refuse(
  400,
  "body-on-get",
  "A GET request has no body: send none, and no Content-Length but 0.",
);
export const METHOD_NOT_ALLOWED = refuse(
  405,
  "method-not-allowed",
  "This resource does not support the method: Allow names those that it does.",
);
export const NO_STORE_QUERY = refuse(400, "query-unknown-key", "A store request has no query: leave it out.");
export const ENCODED_BODY = refuse(
  415,
  "content-encoding",
  "A store request has no Content-Encoding: send the body as it is.",
);
export const ONE_FRAME = refuse(
  400,
  "frames-rendered",
  "The archive renders one frame at a time: name one in the path.",
);

export const SEVERAL_FRAMES = refuse(
  406,
  "not-acceptable",
  `Several frames come as ${UPSTREAM_ACCEPT.frames} alone: accept that, or ask for one frame at a time.`,
);

/** In which media types there are answers of each kind. */
const OFFERED: Readonly<
  Record<BulkAnswer | "data set" | "dicom" | "file" | "frames" | "instance" | "picture", string>
> = {
  dicom: `${UPSTREAM_ACCEPT.dicom}, or instead the transfer syntaxes in which they are stored; one instance also comes as application/dicom`,
  file: `${UPSTREAM_ACCEPT.dicom}, ${UPSTREAM_ACCEPT.file}, or instead of * the transfer syntax in which it is stored`,
  bulk: `${UPSTREAM_ACCEPT.bulk}, ${UPSTREAM_ACCEPT.value}; a stored document or video comes in its own type from /rendered`,
  pixels: `${UPSTREAM_ACCEPT.frames}, ${UPSTREAM_ACCEPT.frame}; a stored video comes in its own type from /rendered`,
  "data set": `${UPSTREAM_ACCEPT["application/dicom+json"]}, ${UPSTREAM_ACCEPT["application/dicom+xml"]}`,
  frames: `${UPSTREAM_ACCEPT.frames}, of one frame ${UPSTREAM_ACCEPT.frame}, or instead the type or transfer syntax in which they are stored`,
  instance: "application/dicom, image/jpeg, image/png, and of a stored document or video application/pdf, video/mp4",
  picture: "image/jpeg, image/png, and of a stored document or video application/pdf, video/mp4",
};

/** The client accepts none of the media types that there are (PS3.18, section 8.7.1). */
export function notAcceptable(answer: keyof typeof OFFERED): Refusal {
  const detail = `The Accept header or parameter allows none of what this resource has: ${OFFERED[answer]}.`;
  return refuse(406, "not-acceptable", detail);
}

/** The path names something by what is no UID. */
export function badUid(name: string): Refusal {
  const detail = `The path has ${quote(name)} in place of a UID: numbers with single dots between them, up to 64 bytes.`;
  return refuse(400, "uid", detail);
}

/** The path names frames by what is no list of them. */
export function badFrames(list: string): Refusal {
  const detail = `The path has ${quote(list)} in place of frames: whole numbers from 1 on, separated by commas.`;
  return refuse(400, "frames", detail);
}

/** The path names a bulk value by what is none. */
export function badBulk(path: string): Refusal {
  const detail = `The path has ${quote(path)} in place of a bulk value: hexadecimal tags, item numbers between them, as the BulkDataURI of the metadata has it.`;
  return refuse(400, "bulk-path", detail);
}

/** The query has more than a Retrieve takes. */
export function unknownKey(key: string): Refusal {
  const detail = `This resource takes no query parameter ${quote(key)}, only accept and charset.`;
  return refuse(400, "query-unknown-key", detail);
}
