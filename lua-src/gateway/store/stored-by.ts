/**
 * By whom a study was stored: metadata of the study in Orthanc, so that it lives and dies with it and is in its backups.
 * Of C-STORE, Orthanc notes the AE titles itself, of each instance.
 *
 * @module
 */
import { once } from "../timer";
import { decodeList, encode, numberField, textField } from "../../shared/json";
import { STORE } from "../../shared/policy/dicomweb-routes";
import { askArchive } from "../archive/client";
import { logged } from "../guard";
import { report } from "../log";
import { underLock } from "../state/lock";

/** Who sends, by what, and from where. */
export interface Sender {
  readonly person: string;
  /** The public identifier of an API token; "" for a session. */
  readonly token: string;
  readonly address: string;
}

/** What one sender has stored of a study; times in Unix seconds. */
export interface StoredBy extends Sender {
  readonly first: number;
  readonly last: number;
  /** Instances, those sent again included. */
  readonly count: number;
}

/** Senders of one study that are remembered: the first one, who has made it, and the latest. */
const MOST_SENDERS = 20;
/** The first of a sender's instances is noted before it is acknowledged; further ones are counted so much later. */
const COUNT_SECONDS = 5;
/** Studies and senders that a worker counts for. */
const MOST_KNOWN = 10_000;
const LONGEST = 64 * 1024;
const TIMEOUT_MS = 10_000;

interface Known {
  readonly study: string;
  readonly sender: Sender;
  pending: number;
}

let known: Record<string, Known | undefined> = {};
let count = 0;
let isCounting = false;

function pathOf(study: string): string {
  const [path] = string.gsub(STORE.readStoredBy.template, "{id}", study);
  return path;
}

/** Reads the list that metadata hold. */
export function readSenders(text: string): StoredBy[] {
  const list = (decodeList(text) ?? []).filter((one) => type(one) === "table");
  return (list as readonly Readonly<Record<string, unknown>>[]).map((one) => ({
    person: textField(one, "person") ?? "",
    token: textField(one, "token") ?? "",
    address: textField(one, "address") ?? "",
    first: numberField(one, "first") ?? 0,
    last: numberField(one, "last") ?? 0,
    count: numberField(one, "count") ?? 0,
  }));
}

/** The list with some more instances of a sender's, the latest sender last. */
export function withSender(senders: readonly StoredBy[], sender: Sender, more: number, now: number): StoredBy[] {
  const isSame = ({ person, token, address }: Sender): boolean =>
    person === sender.person && token === sender.token && address === sender.address;
  const before = senders.find((one) => isSame(one));
  const entry = { ...sender, first: before?.first ?? now, last: now, count: (before?.count ?? 0) + more };
  // The first one keeps its place.
  const first = senders[0];
  if (first !== undefined && isSame(first)) return [entry].concat(senders.slice(1, MOST_SENDERS));
  const others = senders.filter((one) => !isSame(one));
  const rest = others.slice(1);
  return others.slice(0, 1).concat(rest.slice(Math.max(0, rest.length + 2 - MOST_SENDERS)), [entry]);
}

function write(study: string, sender: Sender, more: number): boolean {
  const path = pathOf(study);
  const [status, text] = askArchive({ scope: "store", path, limit: LONGEST }, TIMEOUT_MS);
  if (status !== 200 && status !== 404) return false;
  const body = encode(withSender(status === 200 ? readSenders(text) : [], sender, more, ngx.time()));
  const [written] = askArchive({ scope: "store", method: "PUT", path, body, limit: LONGEST }, TIMEOUT_MS);
  // A study that is gone has nobody who has stored it.
  return written === 200 || written === 404;
}

/** Two who write at once would lose one another's; where no lock is to be had, that is less bad than writing nothing. */
function writeAlone(study: string, sender: Sender, more: number): boolean {
  let isWritten = false;
  const run = (): void => {
    isWritten = write(study, sender, more);
  };
  if (underLock(`stored-by ${study}`, run) !== undefined) run();
  return isWritten;
}

function writePending(): void {
  for (const key in known) {
    const one = known[key];
    if (one === undefined || one.pending === 0) continue;
    const more = one.pending;
    one.pending = 0;
    if (!writeAlone(one.study, one.sender, more)) report("who stored a study could not be counted");
  }
}

function countSoon(): void {
  if (isCounting) return;
  isCounting = once(COUNT_SECONDS, () => {
    isCounting = false;
    writePending();
  });
}

function isKnown(key: string, study: string, sender: Sender): boolean {
  const found = known[key];
  if (found === undefined) {
    if (count >= MOST_KNOWN) {
      logged(writePending);
      known = {};
      count = 0;
    }
    known[key] = { study, sender, pending: 0 };
    count += 1;
    return false;
  }
  found.pending += 1;
  countSoon();
  return true;
}

/**
 * Notes that an instance of a study was stored, by Orthanc's identifier of the study: before the upload is answered, if
 * it is a sender's first one of that study.
 */
export function noteStored(study: string, sender: Sender): void {
  const key = `${study} ${sender.token} ${sender.address} ${sender.person}`;
  if (isKnown(key, study, sender)) return;
  if (writeAlone(study, sender, 1)) return;
  report("by whom a study was stored could not be noted yet");
  const found = known[key];
  if (found !== undefined) found.pending += 1;
  countSoon();
}
