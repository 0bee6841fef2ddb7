/**
 * Changes that go through this gateway. From before the archive is told of one until the epochs are raised in Valkey, a
 * counter in the shared zone `writes` says that it is under way: readers then go past the cache. So whoever has had the
 * answer of a change never sees what was before it.
 *
 * @module
 */
import { every, once } from "../timer";
import { logged } from "../guard";
import { report } from "../log";
import { addToShared, addWithoutLoss, prolongShared, sharedCount } from "../state/shared";
import { raiseEpochs, EVERYTHING, SETTLED, SEARCHES } from "./epochs";
import { holdMark, letGoOfMark, takeLeftMarks } from "./own-marks";

/**
 * For how long a counter is kept after it was last raised. It outlives every change that it counts (the archive has ten
 * minutes for one), and every epoch that is known by it.
 */
const COUNTER_SECONDS = 1200;
/**
 * For how long it is kept once no change is under way that it counts: longer than an epoch is looked up and known by it.
 * So the zone has room for the studies that are being stored, not for those of twenty minutes.
 */
const SETTLED_SECONDS = 60;
const FOR_GOOD = 0;
const AGAIN_SECONDS = 0.5;
/** Between the end of one settling and the next, so that an upload is settled some times a second, not with each image. */
const PAUSE_SECONDS = 0.05;
/** How often one worker looks for changes of others that have ended before they could settle them. */
const LEFT_SECONDS = 10;

/** A change of a subject that is under way. */
export interface Mark {
  readonly subject: string;
  /** The counter that holds it: the subject's own, or EVERYTHING's where the zone has no room for another. */
  readonly counter: string;
}

/** What this worker has to settle. */
let waiting: Mark[] = [];
let isSettling = false;
/** What each request has under way, by the request's identifier: an internal redirect drops ngx.ctx. */
const underWay: Record<string, LuaSet<Mark> | undefined> = {};

function isForGood(counter: string): boolean {
  return counter === EVERYTHING || counter === SEARCHES;
}

/** Adds to a counter, which is begun where there is none; false where there is no room for one. */
function count(counter: string, by: number): boolean {
  while (!addToShared("writes", counter, by)) {
    if (addWithoutLoss("writes", counter, 0, isForGood(counter) ? FOR_GOOD : COUNTER_SECONDS) === "full") return false;
  }
  if (!isForGood(counter)) prolongShared("writes", counter, COUNTER_SECONDS);
  return true;
}

/** Keeps a counter no longer than it is needed, when a change has been settled. */
function letGo(counter: string): void {
  if (isForGood(counter) || isUnderWay(counter)) return;
  prolongShared("writes", counter, SETTLED_SECONDS);
  // A change that another worker has begun meanwhile may have prolonged it before that.
  if (isUnderWay(counter)) prolongShared("writes", counter, COUNTER_SECONDS);
}

function isUnderWay(counter: string): boolean {
  return sharedCount("writes", counter) % SETTLED !== 0;
}

/** Settles what ended workers have left under way. */
function settleLeft(isNew: boolean): void {
  settleSoon(takeLeftMarks(isNew).map((counter) => ({ subject: counter, counter })));
}

/**
 * The two counters that have to have room whatever else is counted, and what this worker will have under way by them.
 * Before any request.
 */
export function startCounters(): void {
  settleLeft(true);
  for (const counter of [EVERYTHING, SEARCHES]) {
    addWithoutLoss("writes", counter, 0, FOR_GOOD);
    holdMark(counter, 0);
  }
  if (ngx.worker.id() === 0) every(LEFT_SECONDS, () => settleLeft(false));
}

/** Counts under the subject's own counter, or where there is no room for one, under everything's. */
function countOr(subject: string, by: number): string {
  if (count(subject, by)) return subject;
  count(EVERYTHING, by);
  return EVERYTHING;
}

/** Marks one subject. */
function markWrite(subject: string): Mark {
  // Without room to say whose it is: under what has room for sure.
  const wanted = holdMark(subject) ? subject : EVERYTHING;
  const counter = countOr(wanted, 1);
  if (counter !== subject) {
    holdMark(EVERYTHING);
    if (wanted === subject) letGoOfMark(subject, isForGood(subject));
  }
  return { subject, counter };
}

function requestOf(): string {
  return ngx.var["request_id"] ?? "";
}

/** From now on readers of these subjects, and all searches, go past the cache: until the marks are settled. */
export function markWrites(subjects: readonly string[]): readonly Mark[] {
  const request = requestOf();
  const held = underWay[request] ?? new LuaSet<Mark>();
  underWay[request] = held;
  const marks: Mark[] = [markWrite(SEARCHES)];
  for (const subject of subjects) marks.push(markWrite(subject));
  for (const mark of marks) held.add(mark);
  return marks;
}

/** Ends the change that a mark has counted. */
function endMark(counter: string, by: number): void {
  addToShared("writes", counter, by);
  letGo(counter);
  letGoOfMark(counter, isForGood(counter));
}

/** Raises the epochs of what waits; where the state does not answer, readers go on past the cache until it does. */
function settle(): void {
  while (waiting.length > 0) {
    const now = waiting;
    waiting = [];
    const subjects = now.map(({ subject }) => subject);
    while (!raiseEpochs(subjects)) {
      if (ngx.worker.exiting()) return report("epochs could not be raised before the end");
      for (const { counter } of now) if (!isForGood(counter)) prolongShared("writes", counter, COUNTER_SECONDS);
      ngx.sleep(AGAIN_SECONDS);
    }
    for (const { counter } of now) {
      endMark(counter, SETTLED - 1);
    }
    ngx.sleep(PAUSE_SECONDS);
  }
}

function settleInTurn(): void {
  logged(settle);
  isSettling = false;
}

function settleSoon(marks: readonly Mark[]): void {
  for (const mark of marks) waiting.push(mark);
  if (isSettling || waiting.length === 0) return;
  isSettling = once(0, settleInTurn);
}

/** Settles some of a request's changes: the archive has answered. */
export function settleMarks(marks: readonly Mark[]): void {
  const held = underWay[requestOf()];
  for (const mark of marks) held?.delete(mark);
  settleSoon(marks);
}

/** Takes marks back: the archive has changed nothing. */
export function dropMarks(marks: readonly Mark[]): void {
  const held = underWay[requestOf()];
  for (const mark of marks) {
    held?.delete(mark);
    endMark(mark.counter, -1);
  }
}

/** Settles all changes of a request that are left, however it has ended. Log phase, which cannot ask Valkey itself. */
export function settleWrites(): void {
  const request = requestOf();
  const held = underWay[request];
  if (held === undefined) return;
  underWay[request] = undefined;
  const marks: Mark[] = [];
  for (const mark of held) marks.push(mark);
  settleSoon(marks);
}

/** Counts a change that is settled already, and was made by others: what is known of its subjects is out of date. */
export function noteSettled(subjects: readonly string[]): void {
  for (const subject of subjects) letGo(countOr(subject, SETTLED));
}
