import { countShared, sharedCounts } from "../state/shared";
import { report } from "../log";

/** Why a request is not served: what the client is told and what is counted. */
export interface Refusal {
  /** HTTP status code of the answer. */
  readonly status: number;
  /** Stable kebab-case name of the reason, logged and counted. */
  readonly reason: string;
  /** A sentence for the client that names what is at fault; of the client's own bytes, what `shared/quote.ts` makes of them. */
  readonly detail: string;
}

/** Builds a refusal; `reason` is a stable kebab-case name. */
export function refuse(status: number, reason: string, detail: string): Refusal {
  return { status, reason, detail };
}

/** Ends a request of an inner server; of the reason the outer one makes the refusal (access/archive-refusal.ts). */
export function refuseInside(status: number, reason: string): never {
  ngx.header["X-Reason"] = reason;
  return ngx.exit(status);
}

/**
 * Counts a refusal by the name of its reason, since the gateway's start. Names are the constants of the code, never
 * anything that a client sent; where nginx or the archive has refused without a name, it is `http-` and the status.
 */
export function countRefusal(reason: string, status: number): void {
  countShared("refusals", reason === "" ? string.format("http-%d", status) : reason);
}

/** How often each reason has been given, by all workers. */
export function refusalCounts(): Readonly<Record<string, number>> {
  return sharedCounts("refusals");
}

/** The refusal of whatever needs the state while it does not answer. */
export const STATE_UNAVAILABLE = refuse(
  503,
  "state-unavailable",
  "The session store does not answer; try again in a moment.",
);

/** The same; why it does not answer stands in the log. */
export function unavailable(failure: string): Refusal {
  report(`state unavailable: ${failure}`);
  return STATE_UNAVAILABLE;
}
