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
