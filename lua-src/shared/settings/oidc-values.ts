import { parseClaimPaths, parseNameClaim, parseRoles } from "./oidc-claims";
import { isHost, isThisMachine, parseOrigin, isNetwork } from "./network";
import { consistsOf, DIGITS, LOWER, spaceList, UPPER } from "./text";

const MOST_BYTES = 1024;
const MOST_PRINTABLE = 512;
const MOST_WORDS = 32;
/** Path and query of RFC 3986, sections 3.3 and 3.4, without the question mark. */
const PATH = LOWER + UPPER + DIGITS + "-._~!$&'()*+,;=:@/%";

/**
 * An issuer (OpenID Connect Core 1.0, section 2): https without query and fragment. It is compared byte for byte, so it
 * stays as it was written. Plain http only where it leaves the machine of nobody.
 */
export function isIssuer(value: string): boolean {
  return isAddress(value, PATH);
}

/** An endpoint of a provider; RFC 6749, section 3.1, allows a query. */
export function isEndpoint(value: string): boolean {
  return isAddress(value, PATH + "?");
}

function isAddress(value: string, signs: string): boolean {
  if (value.length > MOST_BYTES) return false;
  const scheme = value.startsWith("https://") ? "https://" : "http://";
  if (!value.startsWith(scheme)) return false;
  let end = scheme.length;
  while (end < value.length && !"/?#".includes(value.charAt(end))) end += 1;
  const origin = parseOrigin(value.slice(0, end));
  if (origin === undefined || !consistsOf(value.slice(end), signs)) return false;
  return origin.scheme === "https" || isThisMachine(origin.host);
}

/** A proxy that is spoken to in plain http; what goes through it is TLS. */
export function isHttpProxy(value: string): boolean {
  return parseOrigin(value)?.scheme === "http";
}

/** A proxy's address with its port written out; "" where there is none. */
export function withPort(proxy: string): string {
  const origin = parseOrigin(proxy);
  return origin === undefined ? "" : `http://${origin.host}:${origin.port}`;
}

/**
 * Hosts that need no proxy: `*`, an address, a network, or a name, perhaps behind a dot or `*.`. An entry with a port
 * or in another form would never fit, unnoticed.
 */
export function isNoProxy(value: string): boolean {
  return value.length <= 4096 && value.split(",").every((one) => one === "*" || isNetwork(one) || isDomain(one));
}

function isDomain(text: string): boolean {
  const name = text.startsWith("*.") ? text.slice(2) : text.startsWith(".") ? text.slice(1) : text;
  return isHost(name.toLowerCase()) && !name.startsWith("[");
}

export function isRoles(value: string): boolean {
  return parseRoles(value) !== undefined;
}

export function isClaims(value: string): boolean {
  return parseClaimPaths(value) !== undefined;
}

export function isNameClaim(value: string): boolean {
  return parseNameClaim(value) !== undefined;
}

/** VSCHAR of RFC 6749, appendix A: identifiers and secrets of clients. */
export function isPrintable(value: string): boolean {
  return value.length <= MOST_PRINTABLE && every(value, (code) => code >= 32 && code <= 126);
}

/** Scope-tokens of RFC 6749, section 3.3; acr values have no stricter form. */
export function isWords(value: string): boolean {
  const words = spaceList(value);
  if (value.length > MOST_BYTES || words.length === 0 || words.length > MOST_WORDS) return false;
  return words.every((word) => every(word, (code) => code > 32 && code <= 126 && code !== 34 && code !== 92));
}

function every(text: string, allowed: (code: number) => boolean): boolean {
  for (let i = 0; i < text.length; i += 1) if (!allowed(text.charCodeAt(i))) return false;
  return true;
}
