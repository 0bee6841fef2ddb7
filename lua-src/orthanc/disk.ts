/**
 * Whether the archive has room for another object. Below ARCHIVE_MIN_FREE it takes none: what is left is for its index,
 * which needs some to delete, and to note what people do (docs/adr/0034-room-of-the-archive.md).
 *
 * @module
 */
import { getOfPlugin } from "./rest";

declare function GetOrthancConfiguration(): Readonly<Record<string, unknown>>;

/** While there is so many times as much as has to be left, that is looked at once in a while; else for each object. */
const PLENTY_TIMES = 5;
const ASK_SECONDS = 1;
const LOG_SECONDS = 60;

let plentyAt = 0;
let loggedAt = 0;

/** How many times what has to be left is free. Where that is not known, Orthanc finds out by itself: 1. */
function timesFree(): number {
  const free = getOfPlugin("/collimator/disk")?.["Free"];
  const least = GetOrthancConfiguration()["ArchiveMinFree"];
  return type(free) === "number" && type(least) === "number" ? (free as number) / (least as number) : 1;
}

/** Whether an object may be stored. */
export function isRoomLeft(): boolean {
  const now = os.time();
  if (now - plentyAt < ASK_SECONDS) return true;
  const times = timesFree();
  if (times >= PLENTY_TIMES) plentyAt = now;
  if (times < 1 && now - loggedAt >= LOG_SECONDS) {
    loggedAt = now;
    print("objects are refused: less of the archive's disk is free than ARCHIVE_MIN_FREE");
  }
  return times >= 1;
}
