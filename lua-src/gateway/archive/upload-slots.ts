import { matches } from "../http/text";
import { addShared, recallShared, unshare } from "../state/shared";

/**
 * Orthanc holds an upload in memory while it stores it, two and a half times over. So large uploads (and those of
 * unknown length) go in one at a time and small ones eight at a time; the others wait, and their clients with them,
 * since nobody reads their bodies. `setup` checks ORTHANC_MEMORY against this.
 */
interface Class {
  readonly name: string;
  readonly slots: number;
}

const LARGE: Class = { name: "large", slots: 1 };
const SMALL: Class = { name: "small", slots: 8 };
const SMALL_LIMIT = 64 * 1024 * 1024;

/** How long an upload waits for its turn, and how often it looks. */
const WAIT_SECONDS = 60;
const LOOK_EVERY_SECONDS = 0.1;
/** A slot whose worker died comes back after this; no upload takes so long. */
const LEASE_SECONDS = 6 * 3600;

function classOf(length: number | undefined): Class {
  return length === undefined || length > SMALL_LIMIT ? LARGE : SMALL;
}

function tryTake(kind: Class, request: string): boolean {
  for (const slot of $range(1, kind.slots)) {
    const key = `${kind.name} ${slot}`;
    if (addShared("uploads", key, request, LEASE_SECONDS)) {
      // Not in ngx.ctx, which an internal redirect to an error page would drop.
      ngx.var["upload_slot"] = key;
      return true;
    }
  }
  return false;
}

/** Whether the request, which the outer server has written, stores instances. */
function isUpload(): boolean {
  return ngx.req.get_method() === "POST" && matches(ngx.var["uri"] ?? "", "^/dicom%-web/studies");
}

/** Lets an upload go on when it is its turn; 503 where that takes too long. Access phase. */
export function takeUploadSlot(): void {
  if (!isUpload()) return;
  const kind = classOf(tonumber(ngx.var["http_content_length"]));
  const deadline = ngx.now() + WAIT_SECONDS;
  while (!tryTake(kind, ngx.var["request_id"] ?? "")) {
    if (ngx.now() > deadline) ngx.exit(503);
    ngx.sleep(LOOK_EVERY_SECONDS);
  }
}

/** Gives the slot back. Log phase, which runs however the request ended. */
export function releaseUploadSlot(): void {
  const key = ngx.var["upload_slot"] ?? "";
  // A slot whose lease is over may be somebody else's by now.
  if (key !== "" && recallShared("uploads", key) === ngx.var["request_id"]) unshare("uploads", key);
}
