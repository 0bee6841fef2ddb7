import { NOT_TAKEN } from "../cache/frame-form";
import { refuse, type Refusal } from "./refusal";
import { matches, pieces } from "./text";

/** What the inner server says in `X-Reason` of an answer that it has turned into a refusal. */
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
    "The archive holds too much to be searched for these letters in time; narrow the search, by dates for example.",
  ),
  "transfer-syntax": NOT_TAKEN,
  "no-such-frame": refuse(400, "no-such-frame", "The object has no such frame, or no frames at all."),
  "two-patients": refuse(
    409,
    "two-patients",
    "The archive has this study under several patients, and can't tell whose this is. An administrator resolves it by " +
      "`collimator collisions`; until then the study's searches, metadata and frames are those of the patient who was there first.",
  ),
};

/** What such a reason means; undefined of one that comes with a sentence of its own. */
export function innerRefusal(reason: string): Refusal | undefined {
  return INNER[reason];
}

const FRAMES = "/frames/[%d,]+$";

const NOT_DRAWN = refuse(
  400,
  "not-drawn",
  "The archive cannot draw a picture of this object; its frames or the file itself can be retrieved.",
);
/** The archive does not say whether there is no such frame, or one that it can't cut out. */
const NOT_CUT = refuse(
  400,
  "frame-not-cut",
  "The archive can cut no such frame out of this object; its bulk data and the file itself can be retrieved.",
);
const REFUSED = refuse(400, "archive-refused", "The archive cannot do this with this object.");
const ABSENT = refuse(404, "no-such-object", "The archive holds no such object, or the object no such attribute.");
const FAILED = refuse(500, "archive-failed", "The archive failed at this request.");

/**
 * Why Orthanc, or the inner server on the way to it, has refused what the gateway let through; undefined where it did
 * not. Orthanc says no more than a status: the rest follows from what it was asked for, `path` as the gateway wrote it.
 */
export function archiveRefusal(status: number, path: string): Refusal | undefined {
  const inner = innerRefusal(ngx.var["upstream_http_x_reason"] ?? "");
  if (inner !== undefined) return inner;
  // Any other reason of the inner server's has its own words.
  if (ngx.var["upstream_http_x_reason"] !== undefined) return undefined;
  if (ngx.var["upstream_status"] === undefined || path === "") return undefined;
  if (status === 404) return ABSENT;
  // Of a preview; of what is drawn by DICOMweb Orthanc says 400.
  if (status === 415) return NOT_DRAWN;
  if (status === 500) return readsPixels(path) ? refusalOf(path, REFUSED) : FAILED;
  return status === 400 ? refusalOf(path, NOT_CUT) : undefined;
}

/** Whatever fails in Orthanc as it reads an object's pixels is 500, and is so again: it is the object that is at fault. */
function readsPixels(path: string): boolean {
  return isDrawn(path) || matches(path, FRAMES);
}

function isDrawn(path: string): boolean {
  const [resource] = string.match(pieces(path, "?")[0] ?? "", "/(%l+)$");
  return resource === "rendered" || resource === "thumbnail" || resource === "preview";
}

function refusalOf(path: string, ofFrames: Refusal): Refusal {
  if (isDrawn(path)) return NOT_DRAWN;
  return matches(path, FRAMES) ? ofFrames : REFUSED;
}
