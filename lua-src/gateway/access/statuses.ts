/** What is said of each status, if there is nothing better: nginx refuses much before any handler sees it. */

import { matches } from "../../shared/text";

type Status = readonly [title: string, sentence: string];

const STATUSES: Readonly<Record<string, Status | undefined>> = {
  "400": ["Bad Request", "The request is malformed, or its headers are too long."],
  "401": ["Unauthorized", "A session or an API token is needed."],
  "403": ["Forbidden", "This request is not allowed."],
  "404": ["Not Found", "There is no such resource."],
  "405": ["Method Not Allowed", "This resource does not support the method: Allow names those that it does."],
  "406": ["Not Acceptable", "This resource has no representation that the client accepts."],
  "408": ["Request Timeout", "The request came too slowly."],
  "409": ["Conflict", "The request contradicts what the archive holds."],
  "410": ["Gone", "This resource is no longer there."],
  "411": ["Length Required", "The request needs a Content-Length."],
  "413": ["Content Too Large", "The body is larger than UPLOAD_LIMIT."],
  "414": ["URI Too Long", "The address is too long."],
  "415": ["Unsupported Media Type", "This resource does not take a body of this type."],
  "416": ["Range Not Satisfiable", "The answer has no such range of bytes."],
  "421": ["Misdirected Request", "The request names another host than PUBLIC_URL."],
  "422": ["Unprocessable Content", "The archive cannot do this with this object."],
  "426": ["Upgrade Required", "The request needs another protocol."],
  "429": ["Too Many Requests", "Too many attempts from this address; wait a moment."],
  "500": ["Internal Server Error", "The gateway failed at this request; its log has more of it."],
  "501": ["Not Implemented", "The request has a transfer coding that is not supported."],
  "503": ["Service Unavailable", "The archive does not answer, or is busy; try again in a moment."],
};

const UNKNOWN: Status = ["Error", "The gateway cannot serve this request."];

function statusOf(status: number): Status {
  return STATUSES[tostring(status)] ?? UNKNOWN;
}

/** The name of a status (RFC 9110, section 15). */
export function titleOf(status: number): string {
  return statusOf(status)[0];
}

const BUSY = "The gateway is busy; try again in a moment.";

/**
 * The sentence for a refusal that has none of its own.
 *
 * @param wasHandedOn whether anybody behind the outer server was asked; else a 503 is one of nginx's own limits
 */
export function sentenceOf(status: number, wasHandedOn: boolean): string {
  return status === 503 && !wasHandedOn ? BUSY : statusOf(status)[1];
}

/**
 * The text (`message.<name>.title`, `message.<name>.text`) of the page that a person gets in place of a problem document:
 * the part that does not answer is named, and the archive only where it is the archive.
 */
export function messageOf(status: number, reason: string, wasHandedOn: boolean): string {
  if (status === 403) return "forbidden";
  if (status === 429) return "busy";
  if (status < 500) return "not-found";
  if (reason === "state-unavailable") return "state-unavailable";
  if (status !== 503) return "failed-here";
  if (reason === "") return wasHandedOn ? "unavailable" : "gateway-busy";
  return matches(reason, "^archive%-") ? "unavailable" : "gateway-busy";
}
