import { settings } from "../../config/settings";
import { text, valkey } from "../../state/valkey";
import { tokenKey } from "../token";
import { provider } from "./provider";

const nameOf = (sid: string): string => `oidc-session:${tokenKey(`${provider().issuer} ${sid}`)}`;

/** Notes whose a session of the provider's is, for as long as a session of ours may go on; says whether that is certain. */
export function noteSid(sid: string, user: string): boolean {
  const [, failure] = valkey(["SET", nameOf(sid), user, "EX", settings().sessionMaxSeconds]);
  return failure === undefined;
}

/** Whose a session of the provider's is; undefined for unknown; the second result says that the state does not answer. */
export function userOfSid(sid: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["GET", nameOf(sid)]);
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(text(replies[0]));
}
