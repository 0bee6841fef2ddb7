import { refuse, type Refusal } from "./refusal";
import { report } from "../log";

/** The refusal of whatever needs the state while it does not answer; why it does not stands in the log. */
export function unavailable(failure: string): Refusal {
  report(`state unavailable: ${failure}`);
  return refuse(503, "state-unavailable", "The session store does not answer; try again in a moment.");
}
