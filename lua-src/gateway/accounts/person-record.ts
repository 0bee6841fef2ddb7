import { settings } from "../config/settings";
import { tokenKey } from "../opaque-token";
import type { User } from "./user-record";
import { number, text, valkey, type Command } from "../state/valkey";

/**
 * Which account is a provider's person: `person:<hash of issuer and subject>` names it. Nothing else says who somebody
 * is: names and addresses change hands (OpenID Connect Core 1.0, section 5.7). The sorted set `people:removed` remembers
 * whose account was removed, by the same hash: without it the person's access tokens would be taken for a machine's.
 *
 * @module
 */
const hashOf = (issuer: string, subject: string): string => tokenKey(`${issuer} ${subject}`);
const recordName = (hash: string): string => `person:${hash}`;
const configuredIssuer = (): string => settings().oidc?.issuer ?? "";

const REMOVED = "people:removed";

/** So many removed people are remembered, some 15 MB; with more no provider's account is removed, only disabled. */
const MOST_REMOVED = 100_000;

/** The commands that make an account a person's. */
export function writePerson(issuer: string, subject: string, name: string): Command[] {
  const hash = hashOf(issuer, subject);
  return [
    ["SET", recordName(hash), name],
    ["ZREM", REMOVED, hash],
  ];
}

/** The commands that end that, and remember that there was one; none for an account without a provider. */
export function forgetPerson({ issuer, subject }: Pick<User, "issuer" | "subject">): Command[] {
  if (issuer === "") return [];
  const hash = hashOf(issuer, subject);
  return [
    ["DEL", recordName(hash)],
    ["ZADD", REMOVED, ngx.time(), hash],
  ];
}

/** Whether one more removal can be remembered; undefined: the state does not answer. */
export function canForgetPerson({ issuer }: Pick<User, "issuer">): boolean | undefined {
  if (issuer === "") return true;
  const [replies] = valkey(["ZCARD", REMOVED]);
  return replies === undefined ? undefined : number(replies[0], 0) < MOST_REMOVED;
}

/** The name of a person's account; undefined for none; the second result says that the state does not answer. */
export function nameOfPerson(subject: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["GET", recordName(hashOf(configuredIssuer(), subject))]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(text(replies[0]));
}

/** Whether a person had an account that was removed; the second result says that the state does not answer. */
export function wasRemoved(subject: string): LuaMultiReturn<[boolean, undefined?] | [undefined, string]> {
  const [replies, unavailable] = valkey(["ZSCORE", REMOVED, hashOf(configuredIssuer(), subject)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(tonumber(replies[0]) !== undefined);
}
