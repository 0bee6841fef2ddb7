/** Files of parts that are too large for memory. They have no names: whatever becomes of the worker, they are gone with it. */
import { statvfs } from "posix.sys.statvfs";

import { BLOCK, LEAST_FREE, LOOK_BYTES, SPOOL_FOLDER } from "./limits";

export interface Spool {
  readonly file: LuaFile;
  readonly person: string;
  bytes: number;
}

/** Bytes in the files of this worker's uploads: of all, and of each person. */
let spooled = 0;
const spooledOf: Record<string, number | undefined> = {};
let count = 0;

/**
 * Whether there is room for a person's next bytes: something has to stay free for the cache, and one person never takes
 * more than half of what there is for all.
 */
function hasRoom(person: string): boolean {
  const [found] = statvfs(SPOOL_FOLDER);
  if (found === undefined) return false;
  const free = found.f_bavail * found.f_frsize - LEAST_FREE;
  return free > LOOK_BYTES && (spooledOf[person] ?? 0) + LOOK_BYTES <= (free + spooled) / 2;
}

/** A new, empty file; undefined where there is no room for one. */
export function openSpool(person: string): Spool | undefined {
  if (!hasRoom(person)) return undefined;
  count += 1;
  const path = string.format("%s/%d-%d", SPOOL_FOLDER, ngx.worker.pid(), count);
  const [file] = io.open(path, "w+b");
  if (file === undefined) return undefined;
  os.remove(path);
  return { file, person, bytes: 0 };
}

/** Adds a block to a file; false where there is no room for it. */
export function spool(part: Spool, block: string): boolean {
  const { file, person } = part;
  if (Math.floor(part.bytes / LOOK_BYTES) < Math.floor((part.bytes + block.length) / LOOK_BYTES) && !hasRoom(person)) {
    return false;
  }
  const [written] = file.write(block);
  if (written === undefined) return false;
  part.bytes += block.length;
  spooled += block.length;
  spooledOf[person] = (spooledOf[person] ?? 0) + block.length;
  return true;
}

/** Reads a file from its beginning, block by block: each call of what this returns gives the next one. */
export function rewindSpool({ file }: Spool): (() => string | undefined) | undefined {
  // What is still in the C library's buffer has to be in the file, too.
  file.flush();
  const [at] = file.seek("set", 0);
  if (at === undefined) return undefined;
  return () => file.read(BLOCK);
}

/** Ends with a file; the disk has its room back. */
export function closeSpool({ file, person, bytes }: Spool): void {
  file.close();
  spooled -= bytes;
  const left = (spooledOf[person] ?? 0) - bytes;
  spooledOf[person] = left > 0 ? left : undefined;
}
