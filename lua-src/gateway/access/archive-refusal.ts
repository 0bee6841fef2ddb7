import { NOT_TAKEN } from "../cache/frame-representation";
import { refuse, type Refusal, STATE_UNAVAILABLE } from "../http/refusal";
import { readHeaders, readRequest } from "../http/request";
import { parseRoute } from "../routes/route";
import { type Failures, NOT_DRAWN, OF_OTHERS } from "../routes/transactions";

/** The refusals that the inner server names in `X-Reason` instead of the archive's answer. */
const INNER: Readonly<Record<string, Refusal | undefined>> = {
  "second-lock": refuse(
    500,
    "second-lock",
    "The archive refuses what the gateway asks of it, which is a defect of this installation; the gateway's log has more.",
  ),
  "archive-busy": refuse(
    503,
    "archive-busy",
    "The archive is busy with requests that came before; try again in a moment.",
  ),
  "state-unavailable": STATE_UNAVAILABLE,
  "object-too-large": refuse(
    413,
    "object-too-large",
    "The archive would need more memory for this than ORTHANC_MEMORY lets it have; frames can be retrieved all the same.",
  ),
  "archive-crashed": refuse(
    422,
    "archive-crashed",
    "The archive has ended twice while it worked on this; it is not asked again within an hour.",
  ),
  "search-too-broad": refuse(
    413,
    "search-too-broad",
    "The archive holds too much to be searched for this in time; narrow the search, by dates for example.",
  ),
  "transfer-syntax": NOT_TAKEN,
  "transfer-syntax-unknown": refuse(
    406,
    "transfer-syntax-unknown",
    "The archive does not say in time in which transfer syntaxes these objects are stored; transfer-syntax=* takes any.",
  ),
  "no-such-frame": refuse(
    400,
    "no-such-frame",
    "The object has no such frame, or no frames at all: Number of Frames in its metadata says how many it has.",
  ),
  "two-patients": refuse(
    409,
    "two-patients",
    "The archive has this study under several patients, and can't tell whose this is. An administrator resolves it by " +
      "`collimator collisions`; until then the study's searches, metadata and frames are those of the patient who was there first.",
  ),
};

/** The refusal that such a reason stands for; undefined if the inner server sends its own sentence with it. */
export function innerRefusal(reason: string): Refusal | undefined {
  return INNER[reason];
}

const ABSENT = refuse(
  404,
  "no-such-object",
  "The archive holds no such object, or the object no such attribute: search for what there is, below /pacs/studies.",
);

/**
 * What the archive's statuses mean for this request. It parses the request line again: a variable would cost something
 * in every request that is served.
 */
function failuresHere(): Failures {
  const [request] = readRequest();
  if (request === undefined) return OF_OTHERS;
  const [route] = parseRoute(request, readHeaders);
  return route?.place === "pacs" || route?.place === "pacs-admin" ? route.row.failures : OF_OTHERS;
}

/**
 * Why Orthanc, or the inner server on the way to it, has refused what the gateway let through; undefined if neither
 * has. Orthanc gives no more than a status: the reason follows from the transaction.
 *
 * @param path as the gateway has rebuilt it; "" if the request was refused before that
 */
export function archiveRefusal(status: number, path: string): Refusal | undefined {
  const inner = innerRefusal(ngx.var["upstream_http_x_reason"] ?? "");
  if (inner !== undefined) return inner;
  // With any other reason, the inner server has sent a sentence.
  if (ngx.var["upstream_http_x_reason"] !== undefined) return undefined;
  if (ngx.var["upstream_status"] === undefined || path === "") return undefined;
  if (status === 404) return ABSENT;
  // For a preview that it cannot draw. For DICOMweb's pictures Orthanc answers 400.
  if (status === 415) return NOT_DRAWN;
  if (status === 500) return failuresHere().status500;
  return status === 400 ? failuresHere().status400 : undefined;
}
