import type { ProviderSession } from "../accounts/session-record";
import type { IdToken } from "../jwt/id-token";
import { rolesOf } from "./person";
import { provider } from "../oidc/provider";
import { refreshAtOf } from "./refresh";
import { sealTokens } from "../oidc/session-tokens";
import type { VerifiedLogin } from "../oidc/verified-login";

/** Longer ones don't fit into an address, as which a hint travels at the logout. */
const MAX_HINT_BYTES = 4096;

function isUserinfoEnough({ claims }: VerifiedLogin): boolean {
  return rolesOf(provider(), claims.slice(1)) === rolesOf(provider(), claims);
}

/** What a user's session keeps of a login. */
export function givenSession(user: string, login: VerifiedLogin, nonce: string): ProviderSession {
  const { idToken, tokens } = login;
  const hint = tokens.idToken ?? "";
  const refreshToken = tokens.refreshToken ?? "";
  const kept = {
    idToken: hint.length <= MAX_HINT_BYTES ? hint : "",
    refreshToken,
    nonce,
    subject: idToken.sub,
    userinfo: isUserinfoEnough(login) ? "yes" : "",
  };
  return {
    sid: idToken.sid ?? "",
    tokens: sealTokens(user, kept),
    refreshAt: refreshAtOf(ngx.time(), tokens.expiresIn, refreshToken),
  };
}

/** Whether the person was authenticated as OIDC_CONFIRM_ACR asks (OpenID Connect Core 1.0, section 5.5.1.1). */
export function isAsAsked({ acr }: IdToken): boolean {
  const { confirmAcr } = provider();
  return confirmAcr.length === 0 || (acr !== undefined && confirmAcr.includes(acr));
}

/**
 * When the person was authenticated, for what needs that lately: what the provider says of it, and nothing where it
 * says nothing, since it may have let in by a session of its own from this morning. Nothing either where it was not as
 * OIDC_CONFIRM_ACR asks: else a login with a password alone would do for a confirmation. Whole Unix seconds.
 */
export function authenticatedAt(idToken: IdToken): number {
  if (!isAsAsked(idToken)) return 0;
  return math.max(0, math.min(math.floor(idToken.auth_time ?? 0), ngx.time()));
}
