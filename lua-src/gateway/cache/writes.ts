/**
 * Changes that go through this gateway. From before their answer goes out until the epochs are raised in Valkey, a
 * counter in the shared zone `writes` says that one is under way: readers then go past the cache. So whoever has had the
 * answer of a change never sees what was before it.
 *
 * @module
 */
import { contains } from "../../shared/text";
import { logged } from "../guard";
import { report } from "../log";
import { addShared, addToShared } from "../state/shared";
import { raiseEpochs } from "./bump";
import { SETTLED } from "./epochs";
import { SEARCHES } from "./subject";

/** A counter outlives every request that it counts, and epochs that are known by it. */
const COUNTER_SECONDS = 7200;
const AGAIN_SECONDS = 0.5;

/** What this worker has to settle; a subject is in it once for each change. */
let waiting: string[] = [];
let isSettling = false;

/** Counts a change of these subjects as under way. */
function mark(subject: string): void {
  addShared("writes", subject, 0, COUNTER_SECONDS);
  addToShared("writes", subject, 1);
}

/** The subjects that a request's change concerns so far; in an nginx variable, since an internal redirect drops ngx.ctx. */
function marked(): string {
  return ngx.var["unsettled"] ?? "";
}

/** From now on readers of these subjects, and all searches, go past the cache: until `settleWrites`. */
export function markWrites(subjects: readonly string[]): void {
  let list = marked();
  for (const subject of list === "" ? [SEARCHES, ...subjects] : subjects) {
    // Commas at both ends, so that no UID is taken for the end of another.
    if (!contains(list, `,${subject},`)) {
      mark(subject);
      list = list === "" ? `,${subject},` : `${list}${subject},`;
    }
  }
  ngx.var["unsettled"] = list;
}

/** Raises the epochs of what waits; where the state does not answer, readers go on past the cache until it does. */
function settle(): void {
  while (waiting.length > 0) {
    const now = waiting;
    waiting = [];
    while (!raiseEpochs(now)) {
      if (ngx.worker.exiting()) return report("epochs could not be raised before the end");
      ngx.sleep(AGAIN_SECONDS);
    }
    for (const subject of now) addToShared("writes", subject, SETTLED - 1);
  }
}

function settleInTurn(): void {
  if (isSettling) return;
  isSettling = true;
  logged(settle);
  isSettling = false;
}

/** Settles the changes of a request, however it has ended. Log phase, which cannot ask Valkey itself. */
export function settleWrites(): void {
  const list = marked();
  if (list === "") return;
  for (const [subject = ""] of string.gmatch(list, "[^,]+")) waiting.push(subject);
  ngx.timer.at(0, settleInTurn);
}

/** Counts a change that is settled already, and was made by others: what is known of its subjects is out of date. */
export function noteSettled(subjects: readonly string[]): void {
  for (const subject of subjects) {
    addShared("writes", subject, 0, COUNTER_SECONDS);
    addToShared("writes", subject, SETTLED);
  }
}
