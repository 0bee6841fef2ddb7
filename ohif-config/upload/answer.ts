/**
 * What an answer to a Store request (PS3.18, section 10.5) says of the files that were sent. The page for uploads and the
 * import (scripts/lib/import/) share it, so it has nothing of a browser or of node.
 *
 * @module
 */

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** No answer, and the network's own words for why, if there are any. */
export interface Broken {
  readonly broken: true;
  readonly cause?: string;
}

/** Why it waits or ends, in words for people. */
export interface Words {
  readonly answers: (status: number, sentence: string) => string;
  readonly broken: (cause?: string) => string;
  readonly unfit: () => string;
  readonly full: () => string;
  /** `reason`: that of the parts. */
  readonly busy: (reason: string) => string;
}

/** The longest Retry-After that is waited for. */
const MOST_RETRY_AFTER_SECONDS = 300;

/** The reason of a file that gets no answer while the gateway is there: it may be the file, or a proxy. */
export const NO_ANSWER = "no-answer";
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
  /** They have several outcomes, and the answer does not say by name whose is which. `because`: each refusal passes. */
  | { readonly kind: "split"; readonly because?: string | undefined }
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

/** The whole seconds of a Retry-After (RFC 9110, section 10.2.3). */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null || !/^\d{1,6}$/.test(retryAfter)) return undefined;
  return Math.min(Number(retryAfter), MOST_RETRY_AFTER_SECONDS);
}

function meaningOfStored({ stored, reasons }: Told, count: number, words: Words): Meaning {
  const [reason, ...others] = reasons;
  if (stored + reasons.length !== count) {
    return count > 1 ? { kind: "split" } : { kind: "again", because: words.unfit() };
  }
  if (reason === undefined) return { kind: "settled", reason };
  const isMixed = stored > 0 || others.some((other) => other !== reason);
  if (isMixed) {
    return { kind: "split", because: reasons.every((each) => isPassing(each)) ? words.busy(reason) : undefined };
  }
  if (reason === "archive-full") return { kind: "stop", because: words.full() };
  return isPassing(reason) ? { kind: "again", because: words.busy(reason), reason } : { kind: "settled", reason };
}

/** What has been said of `count` parts. */
export function meaningOf(said: Answer | Broken, count: number, words: Words): Meaning {
  if ("broken" in said) return { kind: "again", because: words.broken(said.cause), isSilent: true };
  const { status, text, retryAfter } = said;
  const told = [200, 202, 409, 507].includes(status) ? readStored(text) : undefined;
  if (told !== undefined) return meaningOfStored(told, count, words);
  const { reason, sentence } = problemIn(text);
  const because = words.answers(status, sentence);
  if (status === 408 || status === 429 || status >= 500 || reason === "cut") {
    const again = { kind: "again", because, seconds: secondsOf(retryAfter) } as const;
    return isPassing(reason) ? { ...again, reason } : { ...again, isSilent: status >= 500 && reason === "" };
  }
  const ofPart = reasonOfPart(status, reason);
  if (ofPart === undefined) return { kind: "stop", because };
  return count === 1 ? { kind: "settled", reason: ofPart } : { kind: "split" };
}

/** What a Store Instances Response says (PS3.18, section 10.5.3): how many are stored, and the reason of each other. */
interface Told {
  readonly stored: number;
  readonly reasons: readonly string[];
}

/** The values of an attribute in JSON (PS3.18, section F.2.2); none where it has no list of them. */
function valuesOf(item: unknown, tag: string): readonly unknown[] {
  const attribute = (Object(item) as Readonly<Record<string, unknown>>)[tag];
  const { Value: value } = Object(attribute) as { readonly Value?: unknown };
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Reads it; undefined if the text is something else. */
export function readStored(text: string): Told | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Object.hasOwn(Object(answer) as object, "00081190")) return undefined;
  const failed = [...valuesOf(answer, "00081198"), ...valuesOf(answer, "0008119A")];
  return { stored: valuesOf(answer, "00081199").length, reasons: failed.map((item) => reasonOf(item)) };
}

/** The gateway's own word (0009,1001), else the standard's Failure Reason. */
function reasonOf(item: unknown): string {
  const [word] = valuesOf(item, "00091001");
  if (typeof word === "string" && /^[a-z-]{1,64}$/.test(word)) return word;
  const [code] = valuesOf(item, "00081197");
  return typeof code === "number" ? `failure ${code.toString(16).toUpperCase().padStart(4, "0")}` : "failure";
}
