import { quote } from "../../shared/quote";
import { report } from "../log";

/**
 * Why an operation on accounts was not carried out. Expected failures have a name, which pages have a text for and the
 * command line a sentence; whatever else goes wrong is a defect.
 *
 * @module
 */
const SENTENCES = {
  "state-unavailable": "The session store does not answer; nothing is certain. Try again in a moment.",
  busy: "Somebody else is changing accounts at this moment. Try again.",
  "bad-request": "The call lacks something, or holds what it must not.",
  "no-such-user": "There is no account of this name.",
  "bad-display-name": "A display name is at most 100 characters of UTF-8 without control characters.",
  "last-admin": "This is the last account that can give permissions; make another one first.",
  "own-account": "You can't take your own account's access away; somebody else has to.",
  "account-disabled": "This account is disabled.",
  "local-accounts": "Accounts with a password are switched off (LOCAL_ACCOUNTS); people come by single sign-on.",
  "provider-account": "This account has no password here: its provider vouches for the person.",
  "no-role": "The provider's claims give this person no role here (OIDC_ROLES).",
  "too-many-people": "There are 20000 accounts already; remove some that nobody uses.",
  "too-many-removed": "So many accounts were removed that no more removals can be remembered; disable this one.",
  "invite-unknown": "This link is not valid: it was used, it has expired, or a newer one was made.",
  "password.error.short": "The new password needs at least 12 characters.",
  "password.error.long": "The new password is too long.",
  "password.error.same": "The new password must differ from the current one.",
  "password.error.weak": "The new password is too easy to guess.",
  "bad-token-name": "A token's name is 1 to 60 characters of UTF-8 without control characters.",
  "bad-permissions": "A token needs at least one permission, and all of them from those its owner has.",
  "bad-addresses": "Addresses are at most 16 IPv4 or IPv6 addresses or ranges such as 192.0.2.0/24.",
  "bad-expiry": "A token ends at a time to come, at most 366 days from now.",
  "too-many-tokens": "This account has 50 tokens already; revoke one first.",
} as const;

/** Of what has a name: `%s` is that, or the value that is wrong, in quotation marks. */
const NAMED = {
  "no-such-user": "There is no account named %s.",
  "user-exists": "There is an account named %s already.",
  "bad-name": "%s is no name: 1 to 64 letters, digits, dots, hyphens, underscores or @, first a letter or digit.",
  "unknown-role": "There is no role %s; `collimator roles` lists them.",
  "no-such-session": "There is no session %s; it may have ended.",
  "bad-permissions": "%s is no permission that the token's owner has.",
  "bad-addresses": "%s is no IPv4 or IPv6 address, and no range such as 192.0.2.0/24.",
  "no-such-token": "There is no token %s; it may have been revoked.",
} as const;

/** Of what need not be named. */
export type PlainReason = keyof typeof SENTENCES;
export type FailureReason = PlainReason | keyof typeof NAMED;

/** A named failure. */
export interface Failure {
  /** Stable; also the key under `accounts.error.` for pages, but for `password.error.*`, which have texts already. */
  readonly reason: FailureReason;
  /** An English sentence for the command line. */
  readonly sentence: string;
}

/** What an operation returns: `[result]`, or `[undefined, failure]`. */
export type Result<T> = LuaMultiReturn<[T, undefined?] | [undefined, Failure]>;

/** What a page of a list says of the others. */
export interface Paged {
  /** How many there are in all. */
  readonly total: number;
  /** Where the next page begins; 0 for none. */
  readonly next: number;
}

const STATUS: Readonly<Partial<Record<FailureReason, number>>> = {
  "state-unavailable": 503,
  busy: 503,
  "no-such-user": 404,
  "no-such-session": 404,
  "no-such-token": 404,
  "invite-unknown": 404,
  "user-exists": 409,
  "last-admin": 409,
  "own-account": 409,
  "provider-account": 409,
  "too-many-removed": 409,
  "no-role": 403,
  "account-disabled": 403,
};

/** The HTTP status that goes with a failure; `otherwise` where it is a mistake in what was asked. */
export function statusOf(reason: FailureReason, otherwise: number): number {
  return STATUS[reason] ?? otherwise;
}

/** The failure of that name. */
export function failure(reason: PlainReason): Failure {
  return { reason, sentence: SENTENCES[reason] };
}

/** The failure of that name, of what is called `name`. */
export function failureOf(reason: keyof typeof NAMED, name: string): Failure {
  return { reason, sentence: string.format(NAMED[reason], quote(name)) };
}

/** The failure of a state that does not answer; why it does not stands in the log. */
export function stateFailure(why: string): Failure {
  report(`state unavailable: ${why}`);
  return failure("state-unavailable");
}
