/** The light threads of one upload that hand its parts to the archive while the body is read on. */
import * as semaphore from "ngx.semaphore";
import type { Semaphore } from "ngx.semaphore";
import { removalsSoFar } from "../cache/removals";
import { logged } from "../guard";
import type { HeldPart } from "./held-part";
import { UNDER_WAY } from "./limits";
import type { Facts } from "./types";

/** A part that is whole and has no fault. */
export interface ReadyPart {
  /** Its place among the parts of the upload, from 0. */
  readonly number: number;
  readonly part: HeldPart;
  readonly facts: Facts;
}

export interface Senders {
  /** Does what there is to do with one part. */
  readonly send: (ready: ReadyPart) => void;
  /** Places for parts that are under way, and parts that nobody has taken yet. */
  readonly places: Semaphore;
  readonly jobs: Semaphore;
  readonly queue: ReadyPart[];
  readonly threads: NgxThread[];
  /** How many parts have been handed over and have not come to their end. */
  underWay: number;
  /** Studies and series, by their UIDs, of which the first part is under way, and those of which one has been sent. */
  leading: Record<string, true | undefined>;
  begun: Record<string, true | undefined>;
  /** How many have begun. */
  count: number;
}

/** Studies and series that are remembered as begun; of more all are forgotten, which costs a pause for each. */
const MOST_BEGUN = 2000;
/** For how long the next requests of an upload in many need no pause for a series that one of them has stored. */
const STORED_SECONDS = 10;

const LONG_SECONDS = 3600;

/** When this worker has last stored something of a series, by its UIDs and patient, and of how many. */
let lastStored: Record<string, number | undefined> = {};
let countStored = 0;
/** Up to which deletion that holds. */
let removals = 0;

const keyOf = ({ study, series, patientId }: Facts): string => `${study} ${series} ${patientId ?? ""}`;

/** Forgets all after a deletion: what is stored next may be the first of its series again. */
function forgetRemoved(): void {
  const now = removalsSoFar();
  if (now === removals) return;
  removals = now;
  lastStored = {};
  countStored = 0;
}

/** Remembers that the archive has something of a part's series. */
export function noteSeries(facts: Facts): void {
  forgetRemoved();
  const key = keyOf(facts);
  if (lastStored[key] === undefined) {
    if (countStored >= MOST_BEGUN) {
      lastStored = {};
      countStored = 0;
    }
    countStored += 1;
  }
  lastStored[key] = ngx.now();
}

function isJustStored(facts: Facts): boolean {
  forgetRemoved();
  return ngx.now() - (lastStored[keyOf(facts)] ?? 0) < STORED_SECONDS;
}

function newSemaphore(count: number): Semaphore {
  const [made, failure] = semaphore.new(count);
  return made ?? error(failure ?? "no semaphore");
}

/** As many threads as are needed, `UNDER_WAY` at most: nginx keeps a record of each until the request ends. */
export function newSenders(send: (ready: ReadyPart) => void): Senders {
  return {
    send: (ready) => send(ready),
    ...{ places: newSemaphore(UNDER_WAY), jobs: newSemaphore(0) },
    ...{ queue: [], threads: [], underWay: 0, leading: {}, begun: {}, count: 0 },
  };
}

function waitFor(one: Semaphore): void {
  for (;;) {
    const [ok] = one.wait(LONG_SECONDS);
    if (ok === true) return;
  }
}

function work(senders: Senders): void {
  for (;;) {
    waitFor(senders.jobs);
    const ready = senders.queue.shift();
    if (ready === undefined) return;
    logged(() => senders.send(ready));
    begin(senders, ready.facts);
    senders.underWay -= 1;
    senders.places.post(1);
  }
}

function begin(senders: Senders, { study, series }: Facts): void {
  if (senders.count >= MOST_BEGUN) {
    senders.begun = {};
    senders.count = 0;
  }
  for (const uid of [study, series]) {
    if (senders.begun[uid] !== true) senders.count += 1;
    senders.begun[uid] = true;
    senders.leading[uid] = undefined;
  }
}

/**
 * What the archive says of a study or a series it takes from the first instance that it stores of it. That is the first
 * one of the upload, as it would be with one at a time: the others wait for it.
 */
function awaitFirst(senders: Senders, facts: Facts): void {
  const { begun, leading, places } = senders;
  const { study, series } = facts;
  if ((begun[study] === true && begun[series] === true) || isJustStored(facts)) return;
  if (leading[study] === true || leading[series] === true) {
    for (let place = 0; place < UNDER_WAY; place += 1) waitFor(places);
    places.post(UNDER_WAY);
  }
  for (const uid of [study, series]) leading[uid] = true;
}

/** Hands a part over as soon as fewer than `UNDER_WAY` are on their way. */
export function handOver(senders: Senders, ready: ReadyPart): void {
  awaitFirst(senders, ready.facts);
  waitFor(senders.places);
  senders.underWay += 1;
  senders.queue.push(ready);
  senders.jobs.post(1);
  if (senders.underWay <= senders.threads.length) return;
  senders.threads.push(ngx.thread.spawn(() => work(senders)));
}

/** Goes on when all parts that were handed over have come to their end. */
export function awaitSenders(senders: Senders): void {
  // One that finds nothing to send has come to its end.
  if (senders.threads.length > 0) senders.jobs.post(senders.threads.length);
  for (const thread of senders.threads) ngx.thread.wait(thread);
}
