import type { Algorithm } from "../jwt/algorithms";
import type { LogoutToken } from "../jwt/logout-token";
import { tokenKey } from "../opaque-token";
import { text, valkey } from "../state/valkey";
import { provider } from "./provider";

/**
 * What back-channel logouts leave behind: which tokens were used, and whom they have logged out while a login of theirs
 * was still under way. All of it runs out.
 *
 * @module
 */

/** A login that was redeemed before its session's end was announced has written its session after this at the latest. */
const MARK_SECONDS = 120;

const nameOf = (kind: "jti" | "sid" | "sub", value: string): string =>
  `oidc-${kind}:${tokenKey(`${provider().issuer} ${value}`)}`;

/** Notes a token's use; false where it was used before, undefined where the state does not answer. */
export function useLogoutToken(jti: string, seconds: number): boolean | undefined {
  const [replies] = valkey(["SET", nameOf("jti", jti), "1", "NX", "EX", math.floor(seconds)]);
  return replies === undefined ? undefined : replies[0] === "OK";
}

/** Forgets a use that came to nothing, so that the provider can try again. */
export function forgetLogoutToken(jti: string): void {
  valkey(["DEL", nameOf("jti", jti)]);
}

/** Notes whom a logout token, made at `iat` by the provider's clock, is of; says whether that is certain. */
export function markLoggedOut({ sid, sub, iat }: LogoutToken): boolean {
  const mark = sid === undefined ? nameOf("sub", sub ?? "") : nameOf("sid", sid);
  const [, failure] = valkey(["SET", mark, tostring(iat), "EX", MARK_SECONDS]);
  return failure === undefined;
}

/** Whether a login, whose ID token was made at `iat`, has been logged out since; undefined: the state does not answer. */
export function wasLoggedOut(sid: string | undefined, sub: string, iat: number): boolean | undefined {
  const [replies] = valkey(["GET", nameOf("sub", sub)], ["GET", nameOf("sid", sid ?? "")]);
  if (replies === undefined) return undefined;
  const at = tonumber(text(replies[0]));
  if (at !== undefined && iat <= at) return true;
  return sid !== undefined && text(replies[1]) !== undefined;
}

/**
 * The algorithm by which the provider signs ID tokens for this client: each client has one (OpenID Connect Registration
 * 1.0, section 2, `id_token_signed_response_alg`), and nobody has to set it here, since each ID token that came straight
 * from the provider shows it.
 */
const algorithmKey = (): string => `oidc-algorithm:${tokenKey(provider().issuer)}`;

/** Notes the algorithm of an ID token that has been verified; where that fails, the next one is noted. */
export function noteAlgorithm(alg: Algorithm): void {
  valkey(["SET", algorithmKey(), alg]);
}

/**
 * Whether a logout token's algorithm is that of ID tokens: it is to be verified as they are (Back-Channel Logout 1.0,
 * section 2.6), so another one is refused even where the provider has published a key for it. undefined: the state does
 * not answer.
 */
export function isUsualAlgorithm(alg: Algorithm): boolean | undefined {
  const [replies] = valkey(["GET", algorithmKey()]);
  if (replies === undefined) return undefined;
  const noted = text(replies[0]);
  return noted === undefined || noted === alg;
}
