import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * Collects what the making of a round's data has left behind, so that the engine does not do it, on several threads, while
 * an arm is measured: it would take the processors from the arm that has use for both.
 */
export function collectGarbage(): void {
  collect();
}
