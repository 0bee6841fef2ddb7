import { settings } from "../config/settings";

/** Scheme and authority of a URL. */
function originOf(url: string): string {
  const [origin] = string.match(url, "^(https?://[^/?#]+)");
  return string.lower(origin ?? "");
}

/**
 * Where the gateway connects for a URL of the provider's: OIDC_INTERNAL_URL for addresses of the issuer's own origin,
 * which only browsers reach then; "" for the URL's own host.
 */
export function viaOf(url: string): string {
  const { oidc } = settings();
  if (oidc === undefined || oidc.internalUrl === "") return "";
  return originOf(url) === originOf(oidc.issuer) ? oidc.internalUrl : "";
}
