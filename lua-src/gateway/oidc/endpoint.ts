import { isThisMachine } from "../../shared/settings/network";
import { contains, matches } from "../../shared/text";
import { settings } from "../config/settings";

/** Longer ones are no endpoints, and would leave no room for parameters. */
const MAX_BYTES = 2000;

/**
 * Whether a text is an address that a provider may be reached at: https, or http to this machine; a path and a query, no
 * user, no fragment (RFC 6749, sections 3.1 and 3.2). Only characters of RFC 3986, so that everybody reads it alike.
 */
export function isEndpoint(url: string): boolean {
  if (url.length > MAX_BYTES || matches(url, "[^%w%-._~:/?%[%]@!$&'()*+,;=%%]")) return false;
  const [scheme, authority, rest] = string.match(url, "^(https?)://([^/?]+)(.*)$");
  if (scheme === undefined || authority === undefined || rest === undefined) return false;
  if (contains(rest, "[") || contains(rest, "]")) return false;
  const host = hostOf(authority);
  return host !== undefined && (scheme === "https" || isThisMachine(host));
}

/** The host in lower case, an IPv6 address in its brackets; undefined where there is a user, or no host, or no port. */
function hostOf(authority: string): string | undefined {
  const [name, nameRest] = string.match(authority, "^([%w._-]+)(.*)$");
  const [literal, literalRest] = string.match(authority, "^(%[[%x:.]+%])(.*)$");
  const host = name ?? literal;
  const rest = nameRest ?? literalRest ?? "";
  if (host === undefined) return undefined;
  if (rest === "") return string.lower(host);
  const [digits] = string.match(rest, "^:(%d+)$");
  const port = digits === undefined || digits.length > 5 ? 0 : (tonumber(digits) ?? 0);
  return port >= 1 && port <= 65535 ? string.lower(host) : undefined;
}

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
