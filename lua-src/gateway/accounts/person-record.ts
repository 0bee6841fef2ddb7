import { settings } from "../config/settings";
import { tokenKey } from "../identity/token";
import type { User } from "../identity/users";
import { text, valkey, type Command } from "../state/valkey";

/**
 * Which account is a provider's person: `person:<hash of issuer and subject>` names it. Nothing else says who somebody
 * is: names and addresses change hands (OpenID Connect Core 1.0, section 5.7).
 *
 * @module
 */
const recordName = (issuer: string, subject: string): string => `person:${tokenKey(`${issuer} ${subject}`)}`;

/** The command that makes an account a person's. */
export function writePerson(issuer: string, subject: string, name: string): Command {
  return ["SET", recordName(issuer, subject), name];
}

/** The commands that end that; none for an account without a provider. */
export function forgetPerson({ issuer, subject }: Pick<User, "issuer" | "subject">): Command[] {
  return issuer === "" ? [] : [["DEL", recordName(issuer, subject)]];
}

/** The name of a person's account; undefined for none; the second result says that the state does not answer. */
export function nameOfPerson(subject: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const issuer = settings().oidc?.issuer ?? "";
  const [replies, unavailable] = valkey(["GET", recordName(issuer, subject)]);
  if (replies === undefined) return $multi(undefined, unavailable);
  return $multi(text(replies[0]));
}
