import { parseAddress } from "../shared/address";
import { readFile } from "../shared/read-file";
import { contains, matches } from "../shared/text";
import { writeFile } from "./files";

const RESOLV_CONF = "/etc/resolv.conf";
const ROUTES = "/proc/net/route";
const ROUTES_V6 = "/proc/net/ipv6_route";
const FILE = "/run/collimator/resolver.conf";

/** What the C library takes at most (resolv.conf(5)). */
const MOST = 3;

/** The name servers of a resolv.conf(5), as nginx writes addresses: an IPv6 one in brackets. */
export function nameServers(text: string): string[] {
  const servers: string[] = [];
  for (const line of text.split("\n")) {
    const [address] = string.match(line, "^%s*nameserver%s+([%x.:]+)%s*$");
    if (address === undefined || parseAddress(address) === undefined || servers.length === MOST) continue;
    servers.push(contains(address, ":") ? `[${address}]` : address);
  }
  return servers;
}

/**
 * The line of nginx by which names are looked up; "" without a name server: addresses work all the same. nginx picks one
 * of a name's addresses, whether there is a way to it or not, so that those of a kind that leads nowhere are left out.
 *
 * @param routes as in /proc/net/route
 * @param routesV6 as in /proc/net/ipv6_route
 */
export function resolverLine(resolvConf: string, routes: string, routesV6: string): string {
  const servers = nameServers(resolvConf);
  if (servers.length === 0) return "";
  const hasV4 = routes.split("\n").some((line) => matches(line, "^%S+%s+00000000%s"));
  const hasV6 = routesV6.split("\n").some((line) => matches(line, "^0+ 00 ") && !matches(line, "%slo%s*$"));
  const family = hasV6 ? (hasV4 ? "" : " ipv4=off") : " ipv6=off";
  return `resolver ${servers.join(" ")}${family};\n`;
}

/** Writes the line for nginx, at each start of the gateway's container, which alone knows its name servers. */
export function writeResolver(): void {
  writeFile(FILE, resolverLine(readFile(RESOLV_CONF) ?? "", readFile(ROUTES) ?? "", readFile(ROUTES_V6) ?? ""));
}
