/** How much room the archive's disk has, which the archive alone sees (scripts/docker/orthanc-disk.c). */
import { atOnceAndEvery } from "../timer";
import { decodeObject, numberField } from "../../shared/json";
import { showBytes } from "../../shared/settings/size";
import { settings } from "../config/settings";
import { notice, report } from "../log";
import { recallShared, share } from "../state/shared";
import { archiveGet } from "./client";

const EVERY_SECONDS = 5;
/** Longer than it takes to look again. */
const KNOWN_SECONDS = 30;
const ASK_MS = 2000;
/** An operator is told while there is still so many times as much as what has to be left. */
const WARN_TIMES = 5;

const KEY = "archive-free";

/** What is known of it: a `low` one still takes objects, a `full` one takes none. */
export type Room = "enough" | "low" | "full";

/** What the archive tells of its disk just now; undefined where it does not. */
function ask(): Readonly<Record<string, unknown>> | undefined {
  const [status, body] = archiveGet("/collimator/disk", ASK_MS);
  return status === 200 ? decodeObject(body) : undefined;
}

/** How many bytes are free just now; undefined where the archive does not tell. */
export function askFreeBytes(): number | undefined {
  const found = ask();
  return found === undefined ? undefined : numberField(found, "Free");
}

/** Whether it has refused to write something for want of room just now: objects that come together need it together. */
export function hasJustRefused(): boolean {
  return ask()?.["Refused"] === true;
}

/** How many bytes were free some seconds ago; undefined where the archive did not tell. */
export function freeBytes(): number | undefined {
  return tonumber(recallShared("health", KEY));
}

export function roomOf(free: number | undefined): Room {
  const least = settings().archiveMinFreeBytes;
  if (free === undefined || free >= WARN_TIMES * least) return "enough";
  return free >= least ? "low" : "full";
}

/** A sentence for an operator while there is not much room; undefined while there is enough. */
export function roomWarning(free: number | undefined): string | undefined {
  const room = roomOf(free);
  if (free === undefined || room === "enough") return undefined;
  if (room === "full") return `${showBytes(free)} are free, less than ARCHIVE_MIN_FREE: nothing is stored`;
  return `${showBytes(free)} are free; below ARCHIVE_MIN_FREE, ${showBytes(settings().archiveMinFreeBytes)}, nothing is stored`;
}

let said: Room = "enough";

function look(): void {
  const free = askFreeBytes();
  if (free === undefined) return;
  share("health", KEY, string.format("%.0f", free), KNOWN_SECONDS);
  const room = roomOf(free);
  if (room === said) return;
  said = room;
  const warning = roomWarning(free);
  if (warning === undefined) notice("the archive's disk has room again", { free });
  else report(`the archive's disk: ${warning}`);
}

/** Follows it, in one worker of each gateway. */
export function followArchiveDisk(): void {
  if (ngx.worker.id() === 0) atOnceAndEvery(EVERY_SECONDS, look);
}
