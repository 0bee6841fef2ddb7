import { text, valkey } from "../state/valkey";
import type { Algorithm } from "../jwt/algorithms";
import { tokenKey } from "../opaque-token";
import { provider } from "./provider";

/**
 * The algorithm by which the provider signs ID tokens for this client: each client has one (OpenID Connect Registration
 * 1.0, section 2, `id_token_signed_response_alg`), and nobody has to set it here, since each ID token that came straight
 * from the provider shows it.
 *
 * @module
 */
const name = (): string => `oidc-algorithm:${tokenKey(provider().issuer)}`;

/** Notes the algorithm of an ID token that has been verified; where that fails, the next one is noted. */
export function noteAlgorithm(alg: Algorithm): void {
  valkey(["SET", name(), alg]);
}

/**
 * Whether a logout token's algorithm is that of ID tokens: it is to be verified as they are (Back-Channel Logout 1.0,
 * section 2.6), so another one is refused even where the provider has published a key for it. undefined: the state does
 * not answer.
 */
export function isUsualAlgorithm(alg: Algorithm): boolean | undefined {
  const [replies] = valkey(["GET", name()]);
  if (replies === undefined) return undefined;
  const noted = text(replies[0]);
  return noted === undefined || noted === alg;
}
