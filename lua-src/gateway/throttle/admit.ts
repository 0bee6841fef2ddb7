import * as digest from "openssl.digest";

import { newToken } from "../opaque-token";
import { type Command, valkeyMany } from "../state/valkey";
import * as counters from "./counters";
import { isKnown, readKnown, type Whence } from "./known";

/**
 * Whether a password may be checked at all. An account's tries from everywhere that it does not know share one
 * counter: a thousand addresses guess no faster than one. A browser or an address from which its owner has logged in
 * has a counter of its own, so that nobody can lock the owner out. Names that nobody has are counted in the same way.
 *
 * Times are Unix seconds, and given: the rules can be tried without waiting.
 *
 * @module
 */

/** A try that may be made. */
export interface Pass {
  /** Whether it comes from a browser or an address that the account knows. */
  readonly known: boolean;
  /** Who shares the time for checks with others: the account if it knows the place, otherwise the address; "" for none. */
  readonly from: string;
  /** What takes it back, where the password was right. */
  readonly forgive: readonly Command[];
}

/** A pass; else the seconds to wait; else undefined for a state that does not answer. */
type Admitted = LuaMultiReturn<[Pass] | [undefined, number | undefined]>;

/** More than the free tries: whoever loses the race for a number this often is not alone, and may wait a second. */
const MOST_RACES = 10;

/** The counters that a try falls under. */
interface Counted extends Pick<Pass, "known" | "from"> {
  readonly own: string;
  /** undefined: its address counts for nothing. */
  readonly place: string | undefined;
}

/**
 * Names share 16,384 counters, by 14 bits of their SHA-256: anybody can try names that nobody has, as many as they like,
 * and an account's own name is as easily tried as another one that shares its counter.
 */
function unknownOf(user: string): string {
  const [first, second] = string.byte(digest.new("sha256").final(user), 1, 2);
  return string.format("names:%d", (first ?? 0) * 64 + ((second ?? 0) % 64));
}
const placeOf = (place: string): string => `place:${place}`;

function countedBy(user: string, whence: Whence, replies: readonly unknown[], now: number): Counted {
  const { browser, place } = whence;
  if (browser !== undefined && isKnown(replies[0], now)) {
    return { own: `browser:${user}:${browser}`, known: true, from: user, place: undefined };
  }
  if (place !== undefined && isKnown(replies[1], now)) {
    return { own: `place:${user}:${place}`, known: true, from: user, place };
  }
  return { own: unknownOf(user), known: false, from: place ?? "", place };
}

/** Looks at the counters and counts the try in them; "race" where another one was counted at the same moment. */
function claim(
  { own, known, from, place }: Counted,
  now: number,
): LuaMultiReturn<[Pass | "race"] | [undefined, number?]> {
  const at = place === undefined ? "" : placeOf(place);
  const ofPlace = place === undefined ? [] : counters.readCounter(at, counters.ADDRESS, now);
  const [replies] = valkeyMany(counters.readCounter(own, counters.ACCOUNT, now).concat(ofPlace));
  if (replies === undefined) return $multi(undefined);
  const standing = counters.standingOf(replies, 0);
  const atPlace = counters.standingOf(replies, counters.READ_COMMANDS);
  const wait = math.max(
    counters.waitOf(standing, counters.ACCOUNT, now),
    place === undefined ? 0 : counters.waitOf(atPlace, counters.ADDRESS, now),
  );
  if (wait > 0) return $multi(undefined, wait);
  const member = counters.nextTry(standing);
  const [counted] = valkeyMany(counters.countTry(own, counters.ACCOUNT, standing, member, now));
  if (counted === undefined) return $multi(undefined);
  if (counted[0] !== 1) return $multi("race");
  // A known browser's or address's owner is there: all its tries are forgiven, not only the last one.
  const forgive = [known ? counters.clearCounter(own) : counters.uncountTry(own, member)];
  if (place !== undefined) {
    const guess = newToken();
    const [noted] = valkeyMany(counters.countTry(at, counters.ADDRESS, atPlace, guess, now));
    if (noted === undefined) return $multi(undefined);
    forgive.push(counters.uncountTry(at, guess));
  }
  return $multi({ known, from, forgive });
}

/**
 * Counts a try at a user's password, and says whether it may be made: a pass, or the seconds to wait, or neither where
 * the state does not answer. `user` is a name, whether or not anybody has it.
 */
export function admit(user: string, whence: Whence, now: number): Admitted {
  const [replies] = valkeyMany(readKnown(user, whence));
  if (replies === undefined) return $multi(undefined, undefined);
  const counted = countedBy(user, whence, replies, now);
  for (let races = 0; races < MOST_RACES; races += 1) {
    const [pass, wait] = claim(counted, now);
    if (pass === undefined) return $multi(undefined, wait);
    if (pass !== "race") return $multi(pass);
  }
  return $multi(undefined, 1);
}

/** Takes a try back: the password was right, or was not checked. */
export function forgive(pass: Pass): void {
  valkeyMany(pass.forgive);
}

/** The command that forgets an account's tries from unknown places: an operator has given it a new password. */
export function forgetTries(user: string): Command {
  return counters.clearCounter(unknownOf(user));
}
