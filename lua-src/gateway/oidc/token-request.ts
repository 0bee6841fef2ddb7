import type { OidcSettings } from "../config/settings";
import { formEncode, formEncodeText } from "./parameters";

/** A POST to the token endpoint, without its address. */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface CodeGrant {
  readonly code: string;
  /** PKCE's, of the login that brought the code. */
  readonly verifier: string;
  /** The same as in the authorization request. */
  readonly redirectUri: string;
}

/** Exchanges a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export function codeRequest(oidc: OidcSettings, grant: CodeGrant): TokenRequest {
  return tokenRequest(oidc, [
    ["grant_type", "authorization_code"],
    ["code", grant.code],
    ["redirect_uri", grant.redirectUri],
    ["code_verifier", grant.verifier],
  ]);
}

/** Asks for new tokens (RFC 6749, section 6), of the same scopes. */
export function refreshRequest(oidc: OidcSettings, refreshToken: string): TokenRequest {
  return tokenRequest(oidc, [
    ["grant_type", "refresh_token"],
    ["refresh_token", refreshToken],
  ]);
}

function tokenRequest(oidc: OidcSettings, grant: [string, string][]): TokenRequest {
  const { clientId, clientSecret, clientAuth } = oidc;
  const headers: Record<string, string> = {
    "Content-Type": "application/x-www-form-urlencoded",
    Accept: "application/json",
  };
  if (clientAuth === "client_secret_basic") {
    // Encoded first, so that a colon parts them (RFC 6749, section 2.3.1).
    const credentials = `${formEncodeText(clientId)}:${formEncodeText(clientSecret)}`;
    headers["Authorization"] = `Basic ${ngx.encode_base64(credentials)}`;
  } else {
    grant.push(["client_id", clientId]);
    if (clientAuth === "client_secret_post") grant.push(["client_secret", clientSecret]);
  }
  return { headers, body: formEncode(grant) };
}
