import { inParts, valkeyMany } from "../state/valkey";
import { EVERYTHING } from "../cache/epochs";
import { refuseInside } from "../http/refusal";
import { countRemoval } from "../cache/removals";
import { studiesOf } from "./studies-of";
import { markWrites } from "../cache/writes";

/** Studies by the time at which their epochs are to be raised once more: a sorted set. */
export const LATER = "epoch:later";

/** When a deletion has certainly ended: the inner server waits 60 s for it. */
const ENDED_SECONDS = 90;

/** What the outer server deletes, by its request: the identifier of a patient, study, series or instance. */
function removedResource(): string | undefined {
  if (ngx.req.get_method() !== "DELETE") return undefined;
  const [, id] = string.match(ngx.var["uri"] ?? "", "^/(%l+)/([%x-]+)$");
  return id;
}

/** Notes that the epochs of studies are to be raised at a time, in Unix seconds; says whether that is certain. */
export function noteForLater(studies: readonly string[], at: number): boolean {
  const noted: (string | number)[] = [];
  for (const study of studies) noted.push(at, study);
  const [, failure] = valkeyMany(inParts(["ZADD", LATER], noted));
  return failure === undefined;
}

/**
 * Before Orthanc deletes anything: the studies that it belongs to are marked, and noted for later, in case that this
 * gateway ends before it can raise their epochs. Deletions stand in no log of Orthanc's. Without the note nothing is
 * deleted (503). Access phase.
 */
export function markRemoval(): void {
  const resource = removedResource();
  if (resource === undefined) return;
  const studies = studiesOf([resource]) ?? [EVERYTHING];
  if (studies.length === 0) return;
  if (!noteForLater(studies, ngx.time() + ENDED_SECONDS)) return refuseInside(503, "state-unavailable");
  markWrites(studies);
  countRemoval();
}
