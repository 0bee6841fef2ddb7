/** The headers that describe the body of an admin request. */
import type { AdminBody } from "../../shared/policy/admin-routes";
import { refuse, type Refusal } from "../http/refusal";
import type { RequestHeaders } from "../http/request";
import { matches } from "../../shared/text";

/** Largest body of each kind in bytes. */
const BODY_LIMIT: Readonly<Record<AdminBody, number>> = {
  none: 0,
  json: 65536,
  text: 64,
};

/** jQuery labels the JSON and texts of Orthanc Explorer as a form. */
const TEXT_TYPES: Readonly<Record<string, true | undefined>> = {
  "application/json": true,
  "application/x-www-form-urlencoded": true,
  "text/plain": true,
};

const NO_BODY = refuse(400, "unexpected-body", "This request has no body.");
const ENCODED = refuse(415, "content-encoding", "A body is sent without Content-Encoding.");
const NOT_TEXT = refuse(415, "admin-content-type", "The body of this request is JSON.");
const NO_LENGTH = refuse(411, "length-required", "The body of this request needs a Content-Length.");
const TOO_LONG = refuse(413, "body-too-long", "The body of this request is too long.");

/** Why the headers do not describe a body of this kind, or undefined. */
export function bodyFault(body: AdminBody, headers: RequestHeaders): Refusal | undefined {
  const { contentLength, transferEncoding } = headers;
  if (body === "none") {
    return transferEncoding !== undefined || (contentLength ?? "0") !== "0" ? NO_BODY : undefined;
  }
  if (headers.contentEncoding !== undefined) {
    return ENCODED;
  }
  const [mediaType] = string.match(headers.contentType ?? "", "^%s*([^;%s]*)");
  const type = string.lower(mediaType ?? "");
  if (type !== "" && TEXT_TYPES[type] !== true) {
    return NOT_TEXT;
  }
  if (transferEncoding !== undefined || contentLength === undefined) {
    return NO_LENGTH;
  }
  const length = matches(contentLength, "^%d+$") ? tonumber(contentLength) : undefined;
  return length === undefined || length > BODY_LIMIT[body] ? TOO_LONG : undefined;
}
