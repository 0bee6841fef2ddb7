import { isInRange, parseAddress } from "../../shared/address";
import { matches } from "../../shared/text";

/**
 * Whether a host is reached without the proxy. An entry is `*`, an address, a network (`10.0.0.0/8`), or a name, which
 * stands for itself and for all names below it; a dot or `*.` before it changes nothing. Names are not resolved.
 *
 * @param host in lower case; an IPv6 address in brackets
 */
export function goesDirect(host: string, entries: readonly string[]): boolean {
  const [inner] = string.match(host, "^%[(.+)%]$");
  const bytes = parseAddress(inner ?? host);
  return entries.some((entry) => covers(string.lower(entry), host, bytes));
}

function covers(entry: string, host: string, bytes: string | undefined): boolean {
  if (entry === "*") return true;
  if (bytes !== undefined) {
    const [address = "", prefix = ""] = string.match(entry, "^([%x:.]+)(.*)$");
    const [length] = string.match(prefix, "^/(%d*)$");
    const network = parseAddress(address);
    if (network === undefined || (prefix !== "" && length === undefined)) return false;
    // Bits behind the prefix are passed over: 10.1.2.3/8 means what 10.0.0.0/8 means.
    return isInRange(bytes, { bytes: network, bits: tonumber(length ?? "") ?? network.length * 8 });
  }
  const [name] = string.match(entry, "^%*?%.?(.+)$");
  if (name === undefined || !matches(name, "^[%w._-]+$")) return false;
  return host === name || string.sub(host, -name.length - 1) === `.${name}`;
}
