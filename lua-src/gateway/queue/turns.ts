import { once } from "../timer";
import * as semaphore from "ngx.semaphore";
import { type Kind, kindOf } from "./kinds";
import { joinLine, leaveLine, serveLine, type Waiter, waitingIn } from "./line";
import { giveBack } from "./slots";

/** How often a worker in which somebody waits looks for slots that other workers have given back. */
const LOOK_EVERY_SECONDS = 0.02;
/** How often a request looks itself: where a worker ends it has no timers any more. */
const LOOK_ITSELF_SECONDS = 1;

/** Requests that wait or have their turn, by the request's identifier. */
const waiters: Record<string, Waiter | undefined> = {};
const isLooking: Record<string, boolean | undefined> = {};

function look(kind: Kind): void {
  serveLine(kind);
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
 * Lets a person's request go on to Orthanc when it is its turn; 503 where that takes too long. People take turns, and
 * each one's requests go in the order in which they came. The gateway's own questions, which have no user, go on at
 * once. Access phase.
 */
export function takeTurn(): void {
  const person = ngx.var["http_x_user"] ?? "";
  const request = ngx.var["request_id"] ?? "";
  // What the slicer hands on has its turn already.
  if (person === "" || waiters[request] !== undefined) return;
  if (!awaitTurn(kindOf(ngx.var["http_x_work"]), person, request)) return refuseBusy();
}

/**
 * Waits for a turn at something; false where that takes too long, or too many wait. However it ends, `leaveTurn` has to
 * be called once.
 *
 * @param request its name, of no spaces, which nothing else that waits or has its turn has
 */
export function awaitTurn(kind: Kind, person: string, request: string): boolean {
  const [bell] = semaphore.new(0);
  if (bell === undefined) return false;
  const waiter: Waiter = { kind, person, request, bell, turn: undefined };
  if (!joinLine(waiter)) return false;
  waiters[request] = waiter;
  look(kind);
  return hasTurn(waiter, ngx.now() + kind.seconds);
}

/**
 * Seconds until a deadline; undefined from less than a millisecond on: a wait of less is none, and nginx's clock stands
 * still until somebody waits. Sums of fractions end just beside the clock's time, so such rests are common.
 */
export function secondsLeft(endsAt: number, now: number): number | undefined {
  const left = endsAt - now;
  return left < 0.001 ? undefined : left;
}

function hasTurn(waiter: Waiter, endsAt: number): boolean {
  while (waiter.turn === undefined) {
    const left = secondsLeft(endsAt, ngx.now());
    if (left === undefined) return false;
    const [isCalled] = waiter.bell.wait(Math.min(left, LOOK_ITSELF_SECONDS));
    if (isCalled !== true) look(waiter.kind);
  }
  return true;
}

/** Gives a request's turn back, or leaves the line. Log phase, which runs however the request ended. */
export function endTurn(): void {
  leaveTurn(ngx.var["request_id"] ?? "");
}

/** Gives back the turn of that name, or leaves the line, if it is in one. */
export function leaveTurn(request: string): void {
  const waiter = waiters[request];
  if (waiter === undefined) return;
  waiters[request] = undefined;
  leaveLine(waiter);
  if (waiter.turn !== undefined) {
    giveBack(waiter.turn.slot, request);
    giveBack(waiter.turn.place, request);
  }
  look(waiter.kind);
}
