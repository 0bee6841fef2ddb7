/**
 * Sends the parts of a batch until each is stored, or refused for good.
 *
 * @module
 */
import type { Part } from "./batch";
import { type Gateway, readStored, type Said, store } from "./store";

/** What is needed to send: where to, how to wait, and what to do with a part's outcome. */
export interface Delivery<P extends Part> {
  readonly gateway: Gateway;
  readonly wait: (seconds: number) => Promise<void>;
  /** Whether the import ends early. */
  readonly stopped: () => boolean;
  /** Ends it; `because` is what the gateway does, as the rest of a sentence. */
  readonly stop: (because: string) => void;
  /** Of parts with one outcome: the reason of the refusal, undefined if they are stored. */
  readonly settle: (parts: readonly P[], reason: string | undefined) => void;
}

/** How often a request is sent without any progress; the waits between are 1, 2, 4 and so on seconds, 30 at most. */
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;
/** The longest Retry-After that is waited for. */
const MOST_RETRY_AFTER_SECONDS = 300;

/** Reasons of which the gateway says that the file may be sent again. */
export const PASSING: ReadonlySet<string | undefined> = new Set([
  "archive-unavailable",
  "archive-busy",
  "gateway-full",
  "cut",
]);

/** What an answer means for the parts that were sent. */
export type Meaning =
  | { readonly kind: "settled"; readonly reason: string | undefined }
  /** `reason`: that of the parts, if they have one. */
  | {
      readonly kind: "again";
      readonly because: string;
      readonly reason?: string;
      readonly seconds?: number | undefined;
    }
  /** They have several outcomes, and the answer does not say by name whose is which. `isPassing`: each refusal passes. */
  | { readonly kind: "split"; readonly isPassing?: boolean }
  | { readonly kind: "stop"; readonly because: string };

interface Problem {
  readonly reason?: unknown;
  readonly detail?: unknown;
}

function problemIn(text: string): { readonly reason: string; readonly sentence: string } {
  let problem: Problem = {};
  try {
    problem = (JSON.parse(text) ?? {}) as Problem;
  } catch {
    // Not the gateway's: a proxy's page, say.
  }
  const { reason, detail } = problem;
  const word = typeof reason === "string" && /^[a-z-]{1,64}$/.test(reason) ? reason : "";
  return { reason: word, sentence: typeof detail === "string" && detail !== "" ? detail : word };
}

/** The reason of a whole request's refusal that is that of one of its parts; undefined if it is none. */
function reasonOfPart(status: number, reason: string): string | undefined {
  // A proxy may have a limit of its own, and no reason.
  if (status === 413) return reason === "" ? "too-large" : reason;
  return reason !== "" && (status === 400 || reason === "not-authorized") ? reason : undefined;
}

function answers(status: number, sentence: string): string {
  return `answers ${status}${sentence === "" ? "" : `: ${sentence}`}`;
}

/** The whole seconds of a Retry-After (RFC 9110, section 10.2.3). */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Math.min(Number(value), MOST_RETRY_AFTER_SECONDS) : undefined;
}

function meaningOfStored(stored: number, reasons: readonly string[], count: number): Meaning {
  const [reason, ...others] = reasons;
  if (stored + reasons.length !== count) {
    return count > 1 ? { kind: "split" } : { kind: "again", because: "its answer does not fit" };
  }
  const isMixed = (stored > 0 && reason !== undefined) || others.some((other) => other !== reason);
  if (isMixed) return { kind: "split", isPassing: reasons.every((each) => PASSING.has(each)) };
  if (reason === "archive-full") return { kind: "stop", because: "has no room left on the archive's disk" };
  if (reason === undefined || !PASSING.has(reason)) return { kind: "settled", reason };
  return { kind: "again", because: `says ${reason}`, reason };
}

/** What has been said of `count` parts. */
export function meaningOf(said: Said, count: number): Meaning {
  if ("broken" in said) return { kind: "again", because: `gives no answer: ${said.broken}` };
  if ("unread" in said) return count === 1 ? { kind: "settled", reason: said.unread } : { kind: "split" };
  const { status, headers, text } = said;
  const told = [200, 202, 409, 507].includes(status) ? readStored(text) : undefined;
  if (told !== undefined) return meaningOfStored(told.stored, told.reasons, count);
  const { reason, sentence } = problemIn(text);
  if (status === 408 || status === 429 || status >= 500 || reason === "cut") {
    const again = {
      kind: "again",
      because: answers(status, sentence),
      seconds: retryAfter(headers["retry-after"]),
    } as const;
    return PASSING.has(reason) ? { ...again, reason } : again;
  }
  const ofPart = reasonOfPart(status, reason);
  if (ofPart === undefined) return { kind: "stop", because: answers(status, sentence) };
  return count === 1 ? { kind: "settled", reason: ofPart } : { kind: "split" };
}

/** Sends parts, again where that makes sense, in two halves where they have several outcomes. */
export async function deliver<P extends Part>(parts: readonly P[], delivery: Delivery<P>): Promise<void> {
  const { gateway, wait, stopped, stop, settle } = delivery;
  for (let attempt = 1; !stopped(); attempt += 1) {
    const meaning = meaningOf(await store(gateway, parts), parts.length);
    if (meaning.kind === "settled") {
      settle(parts, meaning.reason);
      return;
    }
    if (meaning.kind === "split") {
      if (meaning.isPassing === true) await wait(FIRST_WAIT_SECONDS);
      const half = Math.ceil(parts.length / 2);
      await deliver(parts.slice(0, half), delivery);
      await deliver(parts.slice(half), delivery);
      return;
    }
    if (meaning.kind === "stop") stop(meaning.because);
    else if (attempt < MOST_ATTEMPTS)
      await wait(meaning.seconds ?? Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS));
    else if (parts.length === 1 && meaning.reason !== undefined) {
      // It may be this file alone.
      settle(parts, meaning.reason);
      return;
    } else stop(`${meaning.because} (${MOST_ATTEMPTS} times)`);
  }
}
