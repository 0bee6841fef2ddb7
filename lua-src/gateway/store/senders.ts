/** The light threads of one upload that hand its parts to the archive while the body is read on. */
import * as semaphore from "ngx.semaphore";
import type { Semaphore } from "ngx.semaphore";
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
}

const LONG_SECONDS = 3600;

function newSemaphore(count: number): Semaphore {
  const [made, failure] = semaphore.new(count);
  return made ?? error(failure ?? "no semaphore");
}

/** As many threads as are needed, `UNDER_WAY` at most: nginx keeps a record of each until the request ends. */
export function newSenders(send: (ready: ReadyPart) => void): Senders {
  return {
    send: (ready) => send(ready),
    ...{ places: newSemaphore(UNDER_WAY), jobs: newSemaphore(0) },
    ...{ queue: [], threads: [], underWay: 0 },
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
    senders.underWay -= 1;
    senders.places.post(1);
  }
}

/** Hands a part over as soon as fewer than `UNDER_WAY` are on their way. */
export function handOver(senders: Senders, ready: ReadyPart): void {
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
