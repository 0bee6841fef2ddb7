import type { Metadata } from "./metadata";
import { addToUrl } from "./parameters";

export interface EndSessionRequest {
  readonly clientId: string;
  /** The session's ID token, by which the provider knows what ends; it may have expired. */
  readonly idToken?: string | undefined;
  /** Where the browser goes afterwards; registered with the provider. */
  readonly redirectUri: string;
}

/**
 * Where the browser is sent to end the provider's session too (OpenID Connect RP-Initiated Logout 1.0, section 2);
 * undefined where the provider has no such place.
 */
export function endSessionUrl(metadata: Metadata, request: EndSessionRequest): string | undefined {
  const { clientId, idToken, redirectUri } = request;
  if (metadata.endSessionEndpoint === undefined) return undefined;
  const parameters: [string, string][] = [];
  if (idToken !== undefined && idToken !== "") parameters.push(["id_token_hint", idToken]);
  parameters.push(["client_id", clientId], ["post_logout_redirect_uri", redirectUri]);
  return addToUrl(metadata.endSessionEndpoint, parameters);
}
