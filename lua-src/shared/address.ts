/**
 * IP addresses and ranges (RFC 4291, RFC 4632). An address is held as its 4 or 16 bytes; an IPv4 address that is
 * written as an IPv6 one (`::ffff:192.0.2.1`) is the IPv4 address.
 *
 * @module
 */
import { contains, matches } from "./text";

/** Some addresses: those whose first `bits` are those of `bytes`. */
export interface AddressRange {
  readonly bytes: string;
  readonly bits: number;
}

/** Before an IPv4 address that is written as an IPv6 one (RFC 4291, section 2.5.5.2). */
const MAPPED = string.rep("\0", 10) + string.char(255, 255);

function parseIpv4(text: string): string | undefined {
  const [a = "", b = "", c = "", d = ""] = string.match(text, "^(%d+)%.(%d+)%.(%d+)%.(%d+)$");
  let bytes = "";
  for (const part of [a, b, c, d]) {
    // A leading zero means octal to some readers.
    if (part === "" || part.length > 3 || (part.length > 1 && string.sub(part, 1, 1) === "0")) return undefined;
    const value = tonumber(part) ?? 256;
    if (value > 255) return undefined;
    bytes += string.char(value);
  }
  return bytes;
}

/** The bytes of groups parted by colons; the last may be an IPv4 address. */
function parseGroups(text: string): string | undefined {
  if (text === "") return "";
  if (matches(text, "^:") || matches(text, ":$") || contains(text, "::")) return undefined;
  let bytes = "";
  let mayGoOn = true;
  for (const [group = ""] of string.gmatch(text, "[^:]+")) {
    if (!mayGoOn) return undefined;
    const ipv4 = contains(group, ".") ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) {
      mayGoOn = false;
      bytes += ipv4;
    } else {
      if (!matches(group, "^%x%x?%x?%x?$")) return undefined;
      const value = tonumber(group, 16) ?? 0;
      bytes += string.char(Math.floor(value / 256), value % 256);
    }
  }
  return bytes;
}

function parseIpv6(text: string): string | undefined {
  const [head, tail] = string.match(text, "^(.-)::(.*)$");
  if (head === undefined || tail === undefined) {
    const bytes = parseGroups(text);
    return bytes !== undefined && bytes.length === 16 ? bytes : undefined;
  }
  if (contains(head, ".")) return undefined;
  const first = parseGroups(head);
  const last = parseGroups(tail);
  if (first === undefined || last === undefined || first.length + last.length > 14) return undefined;
  return first + string.rep("\0", 16 - first.length - last.length) + last;
}

/** The bytes of an address as text; undefined where it is none. */
export function parseAddress(text: string): string | undefined {
  if (text.length > 45) return undefined;
  if (!contains(text, ":")) return parseIpv4(text);
  const bytes = parseIpv6(text);
  if (bytes === undefined) return undefined;
  return string.sub(bytes, 1, 12) === MAPPED ? string.sub(bytes, 13) : bytes;
}

/** A range in CIDR notation, or one address; undefined where it is neither, or bits are set behind its prefix. */
export function parseRange(text: string): AddressRange | undefined {
  const [addressText, prefix = ""] = string.match(text, "^([^/]+)(.*)$");
  const bytes = parseAddress(addressText ?? "");
  if (bytes === undefined) return undefined;
  const whole = bytes.length * 8;
  if (prefix === "") return { bytes, bits: whole };
  // "/00" or "/+8" is not a length, and a mapped address has another one.
  const [length] = string.match(prefix, "^/(%d%d?%d?)$");
  if (length === undefined || matches(length, "^0%d")) return undefined;
  if (bytes.length === 4 && contains(addressText ?? "", ":")) return undefined;
  const bits = tonumber(length) ?? 129;
  if (bits > whole || !isClear(bytes, bits)) return undefined;
  return { bytes, bits };
}

/** Whether no bit behind the prefix is set: `192.0.2.1/24` is more likely a slip than a range. */
function isClear(bytes: string, bits: number): boolean {
  for (const index of $range(1, bytes.length)) {
    const [byte = 0] = string.byte(bytes, index, index);
    const kept = Math.max(0, Math.min(8, bits - (index - 1) * 8));
    if (byte % 2 ** (8 - kept) !== 0) return false;
  }
  return true;
}

/** Whether an address, as bytes, is in a range. */
export function isInRange(address: string, { bytes, bits }: AddressRange): boolean {
  if (address.length !== bytes.length) return false;
  const whole = Math.floor(bits / 8);
  if (string.sub(address, 1, whole) !== string.sub(bytes, 1, whole)) return false;
  const rest = bits % 8;
  if (rest === 0) return true;
  const [a = 0] = string.byte(address, whole + 1, whole + 1);
  const [b = 0] = string.byte(bytes, whole + 1, whole + 1);
  return Math.floor(a / 2 ** (8 - rest)) === Math.floor(b / 2 ** (8 - rest));
}

/** Whether an address as text is in one of the ranges that commas part; in none where either can't be read. */
export function isInRanges(address: string, ranges: string): boolean {
  const bytes = parseAddress(address);
  if (bytes === undefined) return false;
  for (const [part = ""] of string.gmatch(ranges, "[^,]+")) {
    const range = parseRange(part);
    if (range !== undefined && isInRange(bytes, range)) return true;
  }
  return false;
}
