/**
 * Sends the parts of a batch until each is stored, or refused for good.
 *
 * @module
 */
import type { Part } from "./batch";
import { readStored, type Said } from "./store";
import { wordsFor } from "./words";

/** What has been said of parts; or of one of them that it cannot be read. */
export type Sent = Said | { readonly unread: Part; readonly reason: string };

/** What is needed to send: how, how to wait, and what to do with a part's outcome. */
export interface Delivery {
  readonly send: (parts: readonly Part[]) => Promise<Sent>;
  /** Waits, and says why. */
  readonly wait: (seconds: number, because: string) => Promise<void>;
  /** Whether the gateway answers another question. */
  readonly isThere: () => Promise<boolean>;
  /** Whether the upload ends early. */
  readonly stopped: () => boolean;
  /** Ends it, and says why. */
  readonly stop: (because: string) => void;
  /** Of parts with one outcome: the reason of the refusal, undefined if they are stored. */
  readonly settle: (parts: readonly Part[], reason: string | undefined) => void;
  /** Of parts that have no outcome because the upload ends. */
  readonly leave: (parts: readonly Part[]) => void;
}

/** How often a request is sent without any progress; the waits between are 1, 2, 4 and so on seconds, 30 at most. */
export const MOST_ATTEMPTS = 8;
/** The same of the halves of a request that gets no answer while the gateway is there. */
const ATTEMPTS_OF_HALF = 2;
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;
/** The longest Retry-After that is waited for. */
const MOST_RETRY_AFTER_SECONDS = 300;

/** The reason of a file that gets no answer while the gateway is there: it may be the file, or a proxy. */
const NO_ANSWER = "no-answer";
/** Reasons of which the gateway says that the file may be sent again, and that one. */
const PASSING = ["archive-unavailable", "archive-busy", "gateway-full", "cut", NO_ANSWER];

/** Whether a file that is refused for this reason may be stored when it is sent again. */
export function isPassing(reason: string): boolean {
  return PASSING.includes(reason);
}

/** What an answer means for the parts that were sent. */
export type Meaning =
  | { readonly kind: "settled"; readonly reason: string | undefined }
  /** `reason`: that of the parts, if they have one. `isSilent`: nobody says why. */
  | {
      readonly kind: "again";
      readonly because: string;
      readonly reason?: string;
      readonly seconds?: number | undefined;
      readonly isSilent?: boolean;
    }
  /** They have several outcomes, and the answer does not say by name whose is which. `passing`: each refusal passes. */
  | { readonly kind: "split"; readonly passing?: boolean }
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
  if (status === 413) return reason === "" || reason === "store-too-large" ? "too-large" : reason;
  return reason !== "" && (status === 400 || reason === "not-authorized") ? reason : undefined;
}

function answers(status: number, sentence: string): string {
  return wordsFor("upload.answers", { status: String(status), sentence });
}

/** The whole seconds of a Retry-After (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null || !/^\d{1,6}$/.test(retryAfter)) return undefined;
  return Math.min(Number(retryAfter), MOST_RETRY_AFTER_SECONDS);
}

function meaningOfStored(stored: number, reasons: readonly string[], count: number): Meaning {
  const [reason, ...others] = reasons;
  if (stored + reasons.length !== count) {
    return count > 1 ? { kind: "split" } : { kind: "again", because: wordsFor("upload.unfit") };
  }
  const isMixed = (stored > 0 && reason !== undefined) || others.some((other) => other !== reason);
  if (isMixed) return { kind: "split", passing: reasons.every((each) => isPassing(each)) };
  if (reason === "archive-full") return { kind: "stop", because: wordsFor("upload.full") };
  if (reason === undefined || !isPassing(reason)) return { kind: "settled", reason };
  return { kind: "again", because: wordsFor("upload.busy"), reason };
}

/** What has been said of `count` parts. */
export function meaningOf(said: Said, count: number): Meaning {
  if ("broken" in said) return { kind: "again", because: wordsFor("upload.line"), isSilent: true };
  const { status, text, retryAfter } = said;
  const told = [200, 202, 409, 507].includes(status) ? readStored(text) : undefined;
  if (told !== undefined) return meaningOfStored(told.stored, told.reasons, count);
  const { reason, sentence } = problemIn(text);
  if (status === 408 || status === 429 || status >= 500 || reason === "cut") {
    const again = { kind: "again", because: answers(status, sentence), seconds: secondsOf(retryAfter) } as const;
    return isPassing(reason) ? { ...again, reason } : { ...again, isSilent: status >= 500 && reason === "" };
  }
  const ofPart = reasonOfPart(status, reason);
  if (ofPart === undefined) return { kind: "stop", because: answers(status, sentence) };
  return count === 1 ? { kind: "settled", reason: ofPart } : { kind: "split" };
}

/** Sends parts, again where that makes sense, in two halves where they have several outcomes. */
export async function deliver(parts: readonly Part[], delivery: Delivery, attempts = MOST_ATTEMPTS): Promise<void> {
  const { send, wait, isThere, stopped, stop, settle, leave } = delivery;
  const split = async (attemptsOfHalf: number): Promise<void> => {
    const half = Math.ceil(parts.length / 2);
    await deliver(parts.slice(0, half), delivery, attemptsOfHalf);
    await deliver(parts.slice(half), delivery, attemptsOfHalf);
  };
  for (let attempt = 1; !stopped(); attempt += 1) {
    const said = await send(parts);
    if ("unread" in said) {
      settle([said.unread], said.reason);
      const rest = parts.filter((part) => part !== said.unread);
      if (rest.length > 0) await deliver(rest, delivery);
      return;
    }
    const meaning = meaningOf(said, parts.length);
    if (meaning.kind === "settled") {
      settle(parts, meaning.reason);
      return;
    }
    if (meaning.kind === "split") {
      if (meaning.passing === true) await wait(FIRST_WAIT_SECONDS, wordsFor("upload.busy"));
      await split(MOST_ATTEMPTS);
      return;
    }
    if (meaning.kind === "stop") stop(meaning.because);
    else if (stopped()) break;
    else if (attempt < attempts) {
      const seconds = meaning.seconds ?? Math.min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS);
      await wait(seconds, meaning.because);
    } else if (parts.length === 1 && meaning.reason !== undefined) {
      // It may be this file alone.
      settle(parts, meaning.reason);
      return;
    } else if (meaning.isSilent === true && (await isThere())) {
      // One file may be at fault; the others of its request must not wait behind it for ever.
      if (parts.length === 1) settle(parts, NO_ANSWER);
      else await split(ATTEMPTS_OF_HALF);
      return;
    } else stop(meaning.because);
  }
  leave(parts);
}
