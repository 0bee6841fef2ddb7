import { settings } from "../config/settings";

/** Where the provider sends the browser back: from PUBLIC_URL, never from a request (RFC 9700, section 4.1). */
export function redirectUri(): string {
  return `${settings().publicUrl}/oidc/callback`;
}

/** Where the provider sends the browser after a logout (RP-Initiated Logout 1.0, section 3). */
export function loggedOutUri(): string {
  return `${settings().publicUrl}/oidc/logged-out`;
}
