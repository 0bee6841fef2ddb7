import type { Answer } from "../../../../ohif-config/upload/answer";

/** A reason that passes. */
export const BUSY = "archive-unavailable";

/** A Store Instances Response (PS3.18, section 10.5.3): how many are stored, and why each other is not. */
export function storedAnswer(count: number, ...reasons: readonly string[]): Answer {
  const failed = reasons.map((reason) => ({ "00081197": { Value: [49152] }, "00091001": { Value: [reason] } }));
  const text = JSON.stringify({
    "00081190": {},
    "00081199": { Value: Array.from({ length: count }, () => ({})) },
    ...(failed.length === 0 ? {} : { "00081198": { Value: failed } }),
  });
  return { status: failed.length === 0 ? 200 : count === 0 ? 409 : 202, text, retryAfter: null };
}

/** A refusal with a problem document (RFC 9457). */
export function problem(status: number, reason: string, retryAfter: string | null = null): Answer {
  return { status, text: JSON.stringify({ reason, detail: `Detail of ${reason}.` }), retryAfter };
}
