import { settings } from "../config/settings";
import { sealedTokens } from "../accounts/session-record";
import { endSessionUrl } from "../oidc/end-session-request";
import { provider, providerMetadata } from "../oidc/provider";
import { loggedOutUri } from "../oidc/redirect-uri";
import { openTokens, type SessionTokens } from "../oidc/session-tokens";

/** What a session has of the provider's, to be read before it ends; undefined for nothing. */
export function providerTokens(key: string, user: string): SessionTokens | undefined {
  if (settings().oidc === undefined) return undefined;
  const [sealed] = sealedTokens(key);
  return openTokens(user, sealed);
}

/**
 * Where a browser whose session has ended here goes to end the provider's too; undefined where the session was none of
 * the provider's, or the provider has no such place or does not answer, which may take a while.
 */
export function providerLogoutUrl(tokens: SessionTokens | undefined): string | undefined {
  if (tokens === undefined) return undefined;
  const [metadata] = providerMetadata();
  if (metadata === undefined) return undefined;
  const { clientId } = provider();
  return endSessionUrl(metadata, { clientId, idToken: tokens.idToken, redirectUri: loggedOutUri() });
}

/** GET /oidc/logged-out: the browser is back from the provider. */
export function oidcLoggedOut(): void {
  ngx.redirect("/login?notice=logged-out", 303);
}
