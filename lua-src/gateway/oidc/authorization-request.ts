import type { OidcSettings } from "../config/settings";
import { tokenKey } from "../opaque-token";
import type { BegunLogin } from "./login-state";
import type { Metadata } from "./metadata";
import { addToUrl } from "./parameters";

export interface AuthorizationRequest {
  readonly redirectUri: string;
  /** What `sealLogin` made of `login`. */
  readonly state: string;
  readonly login: Pick<BegunLogin, "nonce" | "verifier">;
  /** Seconds since the person proved who they are, at most; 0 asks for a new proof. */
  readonly maxAge?: number | undefined;
  readonly prompt?: string | undefined;
  /** Parted by spaces. */
  readonly acrValues?: string | undefined;
}

/** PKCE's challenge for a verifier, by S256 (RFC 7636, section 4.2). */
export function challengeOf(verifier: string): string {
  // Both are base64url of SHA-256.
  return tokenKey(verifier);
}

/** Where the browser is sent to log in (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636, section 4.3). */
export function authorizationUrl(metadata: Metadata, oidc: OidcSettings, request: AuthorizationRequest): string {
  const { redirectUri, state, login, maxAge, prompt, acrValues } = request;
  const parameters: [string, string][] = [
    ["response_type", "code"],
    ["client_id", oidc.clientId],
    ["redirect_uri", redirectUri],
    ["scope", oidc.scopes],
    ["state", state],
    ["nonce", login.nonce],
    ["code_challenge", challengeOf(login.verifier)],
    ["code_challenge_method", "S256"],
  ];
  if (maxAge !== undefined) parameters.push(["max_age", string.format("%d", maxAge)]);
  if (prompt !== undefined) parameters.push(["prompt", prompt]);
  if (acrValues !== undefined && acrValues !== "") parameters.push(["acr_values", acrValues]);
  return addToUrl(metadata.authorizationEndpoint, parameters);
}
