import { isIpv4 } from "./network";
import { consistsOf, DIGITS, wholeNumber } from "./text";

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
