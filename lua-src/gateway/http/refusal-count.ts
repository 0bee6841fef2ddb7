import { countShared, sharedCounts } from "../state/shared";

/**
 * Counts a refusal by the name of its reason, since the gateway's start. Names are the constants of the code, never
 * anything that a client sent; where nginx or the archive has refused without a name, it is `http-` and the status.
 */
export function countRefusal(reason: string, status: number): void {
  countShared("refusals", reason === "" ? string.format("http-%d", status) : reason);
}

/** The same for several at once, which somebody else has refused. */
export function countRefusals(reason: string, count: number): void {
  countShared("refusals", reason, count);
}

/** How often each reason has been given, by all workers. */
export function refusalCounts(): Readonly<Record<string, number>> {
  return sharedCounts("refusals");
}
