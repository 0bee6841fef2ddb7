import { atOnceAndEvery } from "../timer";
import { report } from "../log";
import { measureMemory, nearlyFull } from "../state/memory";
import { number, valkey, valkeyMany } from "../state/valkey";
import { raiseEverything, OWN } from "./epochs";

/**
 * Follows Valkey's memory, and gives back what the cache has in it before it is full: the epochs of studies, and those that
 * earlier versions have left.
 *
 * @module
 */
const EVERY_SECONDS = 5;
/** Fewer epochs are not worth a cold cache. */
const WORTH = 1000;
/** Keys that are looked at in a turn, and at once: for both, Valkey and the others who ask it. */
const STEPS = 100;
const AT_ONCE = 1000;

let said = false;
let cursor = "0";

/** Removes some of the keys that versions before 0.2 have left, `epoch:<StudyInstanceUID>`, which nobody reads. */
function removeOld(): void {
  for (let step = 0; step < STEPS; step += 1) {
    const [replies] = valkey(["SCAN", cursor, "MATCH", "epoch:[0-9]*", "COUNT", AT_ONCE]);
    if (replies === undefined) return;
    const [next, keys] = replies[0] as unknown as [string, string[]];
    cursor = next;
    const [, failure] = valkeyMany(keys.map((key) => ["DEL", key]));
    if (failure !== undefined) return;
    if (cursor === "0") return;
  }
}

function relieve(): void {
  removeOld();
  const [replies] = valkey(["HLEN", OWN]);
  if (replies !== undefined && number(replies[0], 0) > WORTH) raiseEverything();
}

function look(): void {
  if (measureMemory() === undefined) return;
  const used = nearlyFull();
  if (used !== undefined && !said) {
    report(`the state's memory is nearly full, ${used} % of what Valkey may use: raise VALKEY_MEMORY`);
  }
  said = used !== undefined;
  if (said) relieve();
}

/** Follows it, in one worker of each gateway. */
export function followMemory(): void {
  if (ngx.worker.id() === 0) atOnceAndEvery(EVERY_SECONDS, look);
}
