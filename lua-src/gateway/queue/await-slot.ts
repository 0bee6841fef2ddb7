import { once } from "../timer";
import * as semaphore from "ngx.semaphore";
import { type Kind, kindOf } from "./kinds";
import { joinQueue, leaveQueue, serveQueue, type Waiter, waitingIn } from "./queues";
import { giveBack } from "./slots";

/** How often a worker whose queue is not empty checks for slots that other workers have given back. */
const LOOK_EVERY_SECONDS = 0.02;
/** How often a request itself checks: a worker that is about to exit has no timers any more. */
const LOOK_ITSELF_SECONDS = 1;

/** Requests that wait for a slot or have one, by the request's identifier. */
const waiters: Record<string, Waiter | undefined> = {};
const isLooking: Record<string, boolean | undefined> = {};

function look(kind: Kind): void {
  serveQueue(kind);
  if (waitingIn(kind) === 0 || isLooking[kind.name] === true) return;
  isLooking[kind.name] = once(LOOK_EVERY_SECONDS, () => {
    isLooking[kind.name] = false;
    look(kind);
  });
}

function refuseBusy(): never {
  ngx.header["X-Reason"] = "archive-busy";
  return ngx.exit(503);
}

/**
 * Lets a person's request go on to Orthanc when it has a slot; 503 if that takes too long. People are served in
 * rotation, each person's requests in the order in which they arrived. The gateway's own requests, which have no user,
 * go on at once. Access phase.
 */
export function enterQueue(): void {
  const person = ngx.var["http_x_user"] ?? "";
  const request = ngx.var["request_id"] ?? "";
  // What the frames handler passes on has its slot already.
  if (person === "" || waiters[request] !== undefined) return;
  if (!awaitSlot(kindOf(ngx.var["http_x_work"]), person, request)) return refuseBusy();
}

/**
 * Waits for a slot of a kind; false if that takes too long or if too many wait. However it ends, `returnSlot` has to be
 * called once.
 *
 * @param request its name: without spaces, unique among all that wait for a slot or have one
 */
export function awaitSlot(kind: Kind, person: string, request: string): boolean {
  const [bell] = semaphore.new(0);
  if (bell === undefined) return false;
  const waiter: Waiter = { kind, person, request, bell, held: undefined };
  if (!joinQueue(waiter)) return false;
  waiters[request] = waiter;
  look(kind);
  return waitForSlot(waiter, ngx.now() + kind.seconds);
}

/**
 * Seconds until a deadline; undefined if less than a millisecond is left: nginx would not wait at all, and its clock
 * stands still until somebody waits. Such remainders are common, because sums of fractions are rounded.
 */
export function secondsLeft(endsAt: number, now: number): number | undefined {
  const left = endsAt - now;
  return left < 0.001 ? undefined : left;
}

function waitForSlot(waiter: Waiter, endsAt: number): boolean {
  while (waiter.held === undefined) {
    const left = secondsLeft(endsAt, ngx.now());
    if (left === undefined) return false;
    const [isCalled] = waiter.bell.wait(Math.min(left, LOOK_ITSELF_SECONDS));
    if (isCalled !== true) look(waiter.kind);
  }
  return true;
}

/** Gives the current request's slot back, or takes it out of the queue. Log phase, which runs however it ended. */
export function returnOwnSlot(): void {
  returnSlot(ngx.var["request_id"] ?? "");
}

/** Gives back the slot of the request with this name, or takes it out of the queue. */
export function returnSlot(request: string): void {
  const waiter = waiters[request];
  if (waiter === undefined) return;
  waiters[request] = undefined;
  leaveQueue(waiter);
  if (waiter.held !== undefined) {
    giveBack(waiter.held.slot, request);
    giveBack(waiter.held.ofPerson, request);
  }
  look(waiter.kind);
}

/**
 * Continues in the location that the waiting location names in `$then`. While a request waits, Lua ends it if its
 * client goes away. In the same location Lua would go on checking for that, and would end a request that the archive is
 * working on. Access phase, after all waits.
 */
export function goOn(): void {
  ngx.exec(ngx.var["then"] ?? error("nowhere to go on"));
}
