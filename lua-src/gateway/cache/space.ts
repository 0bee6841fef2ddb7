import { every } from "../timer";
import { statvfs } from "posix.sys.statvfs";

import { settings } from "../config/settings";
import { logged } from "../guard";
import { report } from "../log";
import { CACHE_FOLDER } from "./folder";

const EVERY_SECONDS = 1;
/**
 * Below so many free bytes nothing is looked for or kept: nginx cuts an answer off that it can't write. Its own bound
 * (`min_free`, four times this) makes room before; this is for a disk that others fill.
 */
const LEAST_FREE = 256 * 1024 * 1024;

let enough = true;

/** Whether there is room on the cache's disk; at most a second old. */
export function hasSpace(): boolean {
  return enough;
}

function look(): void {
  const [found] = statvfs(CACHE_FOLDER);
  const now = found !== undefined && found.f_bavail * found.f_frsize >= LEAST_FREE;
  if (enough && !now && ngx.worker.id() === 0) report("the cache's disk is full: answers are not kept until it is not");
  enough = now;
}

/** Follows the room on the cache's disk, in each worker. */
export function followSpace(): void {
  if (!settings().cache) return;
  logged(look);
  every(EVERY_SECONDS, look);
}
