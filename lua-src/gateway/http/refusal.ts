/** Why a request is not served: what the client is told and what is counted. */
export interface Refusal {
  /** HTTP status code of the answer. */
  readonly status: number;
  /** Stable kebab-case name of the reason, logged and counted. */
  readonly reason: string;
  /** A sentence for the client that names the offending part but never repeats its bytes. */
  readonly detail: string;
}

/** Builds a refusal; `reason` is a stable kebab-case name. */
export function refuse(status: number, reason: string, detail: string): Refusal {
  return { status, reason, detail };
}
