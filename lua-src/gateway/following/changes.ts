/**
 * What comes into the archive otherwise than through a gateway, by C-STORE or by jobs, is found in Orthanc's log of
 * changes. One worker of one gateway of the installation reads it each second.
 *
 * @module
 */
import * as digest from "openssl.digest";

import { encodeBase64url } from "../base64url";
import { decodeObject, wholeField } from "../../shared/json";
import { archiveGet, askArchive } from "../archive/client";
import { inParts, text, texts, valkey, valkeyMany } from "../state/valkey";
import { enqueue } from "../prefetch/queue";
import { logged } from "../guard";
import { raiseEpochs, EVERYTHING, SEARCHES } from "../cache/epochs";
import { noteCollisions, readSightings, type Sightings } from "./collisions";
import { LATER } from "./removed";
import { studiesOf } from "./studies-of";
import { noteSettled } from "../cache/writes";

/** How far the log has been read: `seq`; `at`, when it was read last; `doubt`; `system`, which archive it was. */
const POLL = "epoch:poll";
/** Changes that are read at once, pages at a turn, and the longest page. */
const PAGE = 500;
const PAGES = 20;
const LONGEST = 256 * 1024;
const TIMEOUT_MS = 20_000;
/** Deletions that are dealt with at once, and how often in a turn. */
const LATER_AT_ONCE = 500;
const LATER_PAGES = 40;
/** After a longer time without a reader nobody knows what has become of the archive meanwhile. */
const GAP_SECONDS = 60;
/** The time is noted so often. */
const NOTE_SECONDS = 10;

/** What is known of the reading so far; numbers are undefined at the very first. */
interface Poll {
  readonly seq: number | undefined;
  readonly at: number | undefined;
  readonly doubt: boolean;
  readonly system: string | undefined;
}

/** Some changes of the log. */
export interface Page {
  /** Orthanc's identifiers of new instances. */
  readonly instances: readonly string[];
  /** Orthanc's identifiers of series to which nothing has been added for some time. */
  readonly stable: readonly string[];
  readonly sightings: Sightings;
  /** The number of the last change. */
  readonly last: number;
  readonly isDone: boolean;
}

/** Which archive it is and which version of Orthanc's, as a hash; asked once by each process, and in doubt. */
let system: string | undefined;

/** Raises the epochs of searches and of studies, or EVERYTHING, and makes this gateway see it at once. */
function raise(studies: readonly string[]): boolean {
  const subjects = [SEARCHES].concat(studies);
  if (!raiseEpochs(subjects)) return false;
  noteSettled(subjects);
  return true;
}

/**
 * Reads a page of the log; undefined where it is none. Only new instances count: attachments and metadata are Orthanc's
 * own, written when it is asked for the metadata of a series, and a deletion stands in no log.
 */
export function readPage(body: string): Page | undefined {
  const object = decodeObject(body);
  const changes = object?.["Changes"];
  const last = object === undefined ? undefined : wholeField(object, "Last");
  if (object === undefined || last === undefined || type(changes) !== "table") return undefined;
  const instances: string[] = [];
  const stable: string[] = [];
  for (const change of changes as Readonly<Record<string, unknown>>[]) {
    if (change["ChangeType"] === "NewInstance") instances.push(tostring(change["ID"]));
    if (change["ChangeType"] === "StableSeries") stable.push(tostring(change["ID"]));
  }
  const sightings = readSightings(changes as Readonly<Record<string, unknown>>[]);
  return { instances, stable, sightings, last, isDone: object["Done"] === true };
}

function ask(path: string): LuaMultiReturn<[status: number, body: string] | [undefined, string]> {
  return askArchive({ scope: "watch", path, limit: LONGEST }, TIMEOUT_MS);
}

function askSystem(): string | undefined {
  const [status, about] = archiveGet("/system", TIMEOUT_MS);
  return status === 200 ? encodeBase64url(digest.new("sha256").final(about)) : undefined;
}

function readPoll(): Poll | undefined {
  const [replies] = valkey(["HMGET", POLL, "seq", "at", "doubt", "system"]);
  if (replies === undefined) return undefined;
  const values = texts(replies[0]);
  return {
    seq: tonumber(text(values[0] ?? false)),
    at: tonumber(text(values[1] ?? false)),
    doubt: text(values[2] ?? false) === "1",
    system: text(values[3] ?? false),
  };
}

function note(seq: number): void {
  const about = ["doubt", "0", "system", system ?? ""] as const;
  valkey(["HSET", POLL, "seq", string.format("%d", seq), "at", ngx.time(), ...about]);
}

/** That the archive was away: it may be another one when it comes back. */
function noteDoubt(poll: Poll): void {
  if (!poll.doubt) valkey(["HSET", POLL, "doubt", "1"]);
}

/** Raises the epochs of what the log names behind a number; returns the last number that has been dealt with. */
function follow(since: number): number {
  let seq = since;
  for (let pages = 0; pages < PAGES; pages++) {
    const [status, body] = ask(`/changes?since=${string.format("%d", seq)}&limit=${PAGE}`);
    const page = status === 200 ? readPage(body) : undefined;
    if (page === undefined) break;
    if (page.instances.length > 0) {
      const studies = studiesOf(page.instances);
      if (!raise(studies ?? [EVERYTHING])) break;
    }
    logged(() => {
      noteCollisions(page.sightings);
    });
    for (const series of page.stable) enqueue("later", `series ${series}`);
    seq = math.max(seq, page.last);
    if (page.isDone) break;
  }
  return seq;
}

/**
 * Whether nothing that was cached can be trusted, since nobody has seen all that has happened. That the log's last number
 * has become smaller says nothing: Orthanc strikes out what it has logged of what is deleted, and never gives a number
 * twice.
 */
function isDoubtful(poll: Poll): boolean {
  const { seq, at } = poll;
  if (seq === undefined || at === undefined) return true;
  return poll.doubt || ngx.time() - at > GAP_SECONDS || poll.system !== system;
}

/** What was deleted by a gateway that may have ended before it could say so; what is left over, a second later. */
function raiseLater(): void {
  for (let page = 0; page < LATER_PAGES; page += 1) {
    const [replies] = valkey(["ZRANGEBYSCORE", LATER, "-inf", ngx.time(), "LIMIT", 0, LATER_AT_ONCE]);
    const due = replies === undefined ? [] : texts(replies[0]);
    if (due.length === 0 || !raise(due)) return;
    const [, failure] = valkeyMany(inParts(["ZREM", LATER], due));
    if (failure !== undefined || due.length < LATER_AT_ONCE) return;
  }
}

/** Reads what the log has new, and raises the epochs of the studies that it names: all of them where there is doubt. */
export function followChanges(): void {
  const poll = readPoll();
  if (poll === undefined) return;
  raiseLater();
  const [status, body] = ask("/changes?last");
  const newest = status === 200 ? readPage(body) : undefined;
  if (newest === undefined) {
    // A time-out is none: the log waits.
    if (status !== undefined) noteDoubt(poll);
    return;
  }
  if (system === undefined || poll.doubt) system = askSystem();
  if (system === undefined) return;
  if (isDoubtful(poll)) {
    if (raise([EVERYTHING])) note(newest.last);
    return;
  }
  const read = poll.seq ?? 0;
  const seq = newest.last > read ? follow(read) : read;
  if (seq !== poll.seq || ngx.time() - (poll.at ?? 0) >= NOTE_SECONDS) note(seq);
}
