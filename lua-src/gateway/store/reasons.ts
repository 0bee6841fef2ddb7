/** Each fault's Failure Reason (PS3.18, table 10.5.3-2; PS3.4, table GG.4-1) and what a request of such parts alone answers. */
import type { Fault } from "./types";

interface Reason {
  /** Failure Reason (0008,1197). */
  readonly code: number;
  /** Of the answer, if every part failed for reasons of this status. */
  readonly status: number;
}

/** The Failure Reason of a fault, as a number of the VR US. */
export function reasonOf(fault: Fault): Reason {
  return { code: fault === "archive-full" ? 0xa700 : 0x0110, status: 409 };
}
