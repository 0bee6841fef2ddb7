import { consistsOf, DIGITS, LOWER, wholeNumber } from "./text";

/** Whether the text is an IPv4 address in its one usual form: four numbers without leading zeros. */
export function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => (wholeNumber(part) ?? 256) <= 255);
}

/** Whether an IPv4 address is in 127.0.0.0/8 (RFC 1122, section 3.2.1.3). */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/** Whether a network's first three octets are private: 10/8, 172.16/12 or 192.168/16 (RFC 1918). */
export function isPrivatePrefix(prefix: string): boolean {
  if (!isIpv4(prefix + ".0")) return false;
  const second = wholeNumber(prefix.split(".")[1] ?? "") ?? 0;
  if (prefix.startsWith("10.") || prefix.startsWith("192.168.")) return true;
  return prefix.startsWith("172.") && second >= 16 && second <= 31;
}

/** A DNS name in ASCII (RFC 1123, section 2.1), an IPv4 address or [::1]; lower case. */
export function isHost(text: string): boolean {
  if (text === "[::1]" || isIpv4(text)) return true;
  if (text.length === 0 || text.length > 253) return false;
  const labels = text.split(".");
  // A last label of digits makes a browser read the name as an IPv4 address in one of its odd forms.
  if (consistsOf(labels[labels.length - 1] ?? "", DIGITS)) return false;
  return labels.every((label) => isLabel(label));
}

function isLabel(label: string): boolean {
  return (
    label.length > 0 &&
    label.length <= 63 &&
    consistsOf(label, LOWER + DIGITS + "-") &&
    !label.startsWith("-") &&
    !label.endsWith("-")
  );
}

/** An origin (RFC 6454), as browsers write it: lower case, without the scheme's own port. */
export interface Origin {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly text: string;
}

/** Reads `http(s)://host[:port]` and nothing more: no path, not even a slash, no user. undefined: it is something else. */
export function parseOrigin(value: string): Origin | undefined {
  const lower = value.toLowerCase();
  const scheme = lower.startsWith("https://") ? "https" : "http";
  if (!lower.startsWith(scheme + "://")) return undefined;
  const authority = lower.slice(scheme.length + 3);
  const usual = scheme === "https" ? 443 : 80;
  const bracket = authority.indexOf("]");
  const colon = authority.indexOf(":", bracket === -1 ? 0 : bracket);
  const host = colon === -1 ? authority : authority.slice(0, colon);
  const port = colon === -1 ? usual : wholeNumber(authority.slice(colon + 1));
  if (!isHost(host) || port === undefined || port < 1 || port > 65535) return undefined;
  const suffix = port === usual ? "" : `:${port}`;
  return { scheme, host, port, text: `${scheme}://${host}${suffix}` };
}

/** Whether a provider's host is this machine by one of its usual names, so that plain http crosses no network. */
export function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "[::1]";
}

/** Whether an origin's host is this machine itself, so that plain http crosses no network. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || (isIpv4(host) && isLoopback(host));
}

/** Stands in TRUSTED_PROXIES for a proxy on the machine that runs the containers. */
export const PROXY_ON_HOST = "host";

/** The widest networks that may be trusted: 10.0.0.0/8 and fc00::/7. */
const WIDEST_V4 = 8;
const WIDEST_V6 = 7;

/** Whether the text is `host`, or addresses and networks (RFC 4632, RFC 4291 section 2.3) separated by commas. */
export function isProxies(text: string): boolean {
  return text.length <= 1024 && (text === PROXY_ON_HOST || text.split(",").every((one) => isNetwork(one)));
}

/** The addresses and networks of TRUSTED_PROXIES; none where it is `host` or not set. */
export function proxyNetworks(text: string): string[] {
  return text === "" || text === PROXY_ON_HOST ? [] : text.split(",");
}

/** Whether the text is one address, or one network. */
export function isNetwork(text: string): boolean {
  const slash = text.indexOf("/");
  const address = slash === -1 ? text : text.slice(0, slash);
  const v4 = isIpv4(address);
  if (!v4 && !isIpv6(address)) return false;
  if (slash === -1) return true;
  const bits = wholeNumber(text.slice(slash + 1));
  return bits !== undefined && bits >= (v4 ? WIDEST_V4 : WIDEST_V6) && bits <= (v4 ? 32 : 128);
}

/**
 * Not shared/address.ts: settings are checked in node too, which has no Lua strings.
 * RFC 4291, section 2.2, forms 1 and 2: groups of hexadecimal digits, of which `::` stands for one or more zeros.
 */
export function isIpv6(text: string): boolean {
  const gap = text.indexOf("::");
  if (gap === -1) return groups(text) === 8;
  const before = text.slice(0, gap);
  const after = text.slice(gap + 2);
  const left = before === "" ? 0 : groups(before);
  const right = after === "" ? 0 : groups(after);
  return left !== undefined && right !== undefined && left + right <= 7;
}

/** How many groups there are; undefined where one is none. */
function groups(text: string): number | undefined {
  const parts = text.split(":");
  const good = parts.every((part) => part.length >= 1 && part.length <= 4 && consistsOf(part, DIGITS + "abcdefABCDEF"));
  return good ? parts.length : undefined;
}
