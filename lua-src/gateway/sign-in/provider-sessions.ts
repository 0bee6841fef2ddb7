import { settings } from "../config/settings";
import { trimSet } from "../state/pages";
import { text, valkey } from "../state/valkey";
import { MOST_SESSIONS } from "../accounts/session-list";
import { tokenKey } from "../opaque-token";
import { provider } from "../oidc/provider";

const hashOf = (sid: string): string => tokenKey(`${provider().issuer} ${sid}`);
const nameOf = (hash: string): string => `oidc-session:${hash}`;
/** The sorted set of a person's, by when they were noted: as many as there can be sessions of ours. */
const listOf = (user: string): string => `oidc-sessions:${user}`;

/** Notes whose a session of the provider's is, for as long as a session of ours may go on; says whether that is certain. */
export function noteSid(sid: string, user: string): boolean {
  const { sessionMaxSeconds } = settings();
  const hash = hashOf(sid);
  const [, failure] = valkey(
    ["SET", nameOf(hash), user, "EX", sessionMaxSeconds],
    ["ZADD", listOf(user), ngx.now(), hash],
    ["EXPIRE", listOf(user), sessionMaxSeconds],
  );
  if (failure !== undefined) return false;
  const [trimmed] = trimSet(listOf(user), MOST_SESSIONS, (old) => [["DEL", nameOf(old)]]);
  return trimmed !== undefined;
}

/** Whose a session of the provider's is; undefined for unknown; the second result says that the state does not answer. */
export function userOfSid(sid: string): LuaMultiReturn<[string | undefined, undefined?] | [undefined, string]> {
  const [replies, failure] = valkey(["GET", nameOf(hashOf(sid))]);
  if (replies === undefined) return $multi(undefined, failure);
  return $multi(text(replies[0]));
}
