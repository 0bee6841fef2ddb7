import { sessionCookie } from "../http/cookies";
import { answerPage, textOf } from "../templates/render";
import { answerOnward } from "./onward";
import { endSession, sealedTokens } from "../accounts/session-record";
import { settings } from "../config/settings";
import { endSessionUrl } from "../oidc/end-session-request";
import { provider, providerMetadata, loggedOutUri } from "../oidc/provider";
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

/** Ends the session in the state, in the browser, and at the provider; the outer server has identified it. */
export function logout(): void {
  const key = ngx.var["http_x_session_key"] ?? "";
  const user = ngx.var["http_x_user"] ?? "";
  const tokens = providerTokens(key, user);
  if (!endSession(key, user)) {
    return answerPage(503, "message", {
      title: textOf("message.state-unavailable.title"),
      text: textOf("message.state-unavailable.text"),
    });
  }
  ngx.header["Set-Cookie"] = sessionCookie("");
  ngx.header["Clear-Site-Data"] = '"cache"';
  // Only now: where the provider is slow, the session has ended all the same.
  const onward = providerLogoutUrl(tokens);
  if (onward !== undefined) return answerOnward(onward, "logout");
  ngx.redirect("/login?notice=logged-out", 303);
}
