import { isIpv4 } from "../../shared/settings/network";
import { matches } from "../../shared/text";

/** Where a request goes to. */
export interface Target {
  readonly scheme: "http" | "https";
  /** Lower case; an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
  /** Host and, unless it is the scheme's own, port. */
  readonly authority: string;
  /** Path and query (RFC 9112, section 3.2.1). */
  readonly path: string;
}

/**
 * Reads an http(s) URL (RFC 3986) without user and fragment, of printable ASCII alone: nothing in it can end a line.
 * undefined: it is something else.
 */
export function readUrl(url: string): Target | undefined {
  const [scheme, authority, rest] = string.match(url, "^(https?)://([%w.:%[%]-]+)(.*)$");
  if (authority === undefined || rest === undefined || (scheme !== "http" && scheme !== "https")) return undefined;
  if (rest !== "" && !matches(rest, "^[/?][%w%-._~!$&'()*+,;=:@/%%?]*$")) return undefined;
  const [name, behindName] = string.match(string.lower(authority), "^([%w.-]+)(.*)$");
  const [address, behindAddress] = string.match(string.lower(authority), "^(%[[%x:.]+%])(.*)$");
  const host = name ?? address;
  const given = behindName ?? behindAddress ?? "";
  const [digits] = string.match(given, "^:(%d+)$");
  if (host === undefined || (given !== "" && digits === undefined)) return undefined;
  const usual = scheme === "https" ? 443 : 80;
  const port = digits === undefined ? usual : (tonumber(digits) ?? 0);
  if (port < 1 || port > 65535) return undefined;
  const path = rest === "" || string.sub(rest, 1, 1) === "?" ? `/${rest}` : rest;
  return { scheme, host, port, authority: port === usual ? host : `${host}:${port}`, path };
}

/** Whether a host is an address, not a name. nginx compares certificates with names only (X509_check_host). */
export function isAddress(host: string): boolean {
  return isIpv4(host) || matches(host, "^%[");
}
