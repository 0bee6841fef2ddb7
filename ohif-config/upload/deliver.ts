/**
 * Sends the parts of a batch until each is stored, or refused for good. The page for uploads and the import
 * (scripts/lib/import/) share it, so it has nothing of a browser or of node.
 *
 * @module
 */
import { type Answer, type Broken, meaningOf, NO_ANSWER, type Words } from "./answer";

/** What has been said of parts; or of one of them that it cannot be read. */
export type Sent<P> = Answer | Broken | { readonly unread: P; readonly reason: string };

/** What is needed to send: how, how to wait, and what to do with a part's outcome. */
export interface Delivery<P> {
  readonly send: (parts: readonly P[]) => Promise<Sent<P>>;
  readonly words: Words;
  /** Waits, and says why. */
  readonly wait: (seconds: number, because: string) => Promise<void>;
  /** Whether the gateway answers another question. */
  readonly isThere: () => Promise<boolean>;
  /** Whether the delivery ends early. */
  readonly stopped: () => boolean;
  /** Ends it, and says why. `attempts`: after so many in vain. */
  readonly stop: (because: string, attempts?: number) => void;
  /** Of parts with one outcome: the reason of the refusal, undefined if they are stored. */
  readonly settle: (parts: readonly P[], reason: string | undefined) => void;
  /** Of parts that have no outcome because it ends. */
  readonly leave: (parts: readonly P[]) => void;
}

/** How often a request is sent without any progress; the waits between are 1, 2, 4 and so on seconds, 30 at most. */
export const MOST_ATTEMPTS = 8;
/** The same of the halves of a request that gets no answer while the gateway is there. */
const ATTEMPTS_OF_HALF = 2;
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;

/** Sends parts, again where that makes sense, in two halves where they have several outcomes. */
export async function deliver<P>(parts: readonly P[], delivery: Delivery<P>, attempts = MOST_ATTEMPTS): Promise<void> {
  const { send, words, wait, isThere, stopped, stop, settle, leave } = delivery;
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
    const meaning = meaningOf(said, parts.length, words);
    if (meaning.kind === "settled") {
      settle(parts, meaning.reason);
      return;
    }
    if (meaning.kind === "split") {
      if (meaning.because !== undefined) await wait(FIRST_WAIT_SECONDS, meaning.because);
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
    } else stop(meaning.because, attempts);
  }
  leave(parts);
}
