import { settings } from "../config/settings";
import { newToken, tokenKey } from "../opaque-token";
import type { User } from "./user-record";
import { text, valkey, type Command } from "../state/valkey";

/**
 * One-time links, by which somebody sets the password of an account. A link has 256 random bits, of which the state
 * has the SHA-256: `invite:<hash>` names the account, and the account names the hash, so that a newer link ends the
 * one before.
 *
 * @module
 */
export const INVITE_SECONDS = 72 * 3600;

const inviteName = (key: string): string => `invite:${key}`;

/** A new link. */
export interface Invite {
  /** What the account remembers of it. */
  readonly key: string;
  /** What a person opens; shown once and stored nowhere. */
  readonly link: string;
}

/** Makes a link; `writeInvite` stores it. */
export function newInvite(): Invite {
  const code = newToken();
  return { key: tokenKey(code), link: `${settings().publicUrl}/invite?code=${code}` };
}

/** The command that stores a link for an account. */
export function writeInvite(key: string, user: string): Command {
  return ["SET", inviteName(key), user, "EX", INVITE_SECONDS];
}

/** The commands that end an account's link, if it has one. */
export function forgetInvite({ invite }: Pick<User, "invite">): Command[] {
  return invite === "" ? [] : [["DEL", inviteName(invite)]];
}

/** The account that a code is for; undefined for none; the second result says that the state does not answer. */
export function userOfInvite(key: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["GET", inviteName(key)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(text(replies[0]));
}

/** Uses a link up; false where somebody else did. The second result says that the state does not answer. */
export function spendInvite(key: string): LuaMultiReturn<[boolean, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["DEL", inviteName(key)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(replies[0] === 1);
}
