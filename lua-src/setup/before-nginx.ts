import { mkdir } from "posix.sys.stat";

import { parseAddress } from "../shared/address";
import { readFile } from "../shared/read-file";
import { contains, matches } from "../shared/text";
import { listFolder, writeFile } from "./files";

const RESOLV_CONF = "/etc/resolv.conf";
const ROUTES = "/proc/net/route";
const ROUTES_V6 = "/proc/net/ipv6_route";
const RESOLVER_FILE = "/run/collimator/resolver.conf";

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
  writeFile(
    RESOLVER_FILE,
    resolverLine(readFile(RESOLV_CONF) ?? "", readFile(ROUTES) ?? "", readFile(ROUTES_V6) ?? ""),
  );
}

const DOCKER_HOST_FILE = "/run/collimator/docker-host.conf";

/**
 * The gateway of the default route in a table of routes as Linux shows it (proc_net(5)): the address under which a
 * container sees the machine that it runs on. undefined: there is none.
 */
export function defaultGateway(routes: string): string | undefined {
  for (const line of routes.split("\n")) {
    const [d, c, b, a] = string.match(line, "^%S+%s+00000000%s+(%x%x)(%x%x)(%x%x)(%x%x)%s");
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    return [a, b, c, d].map((byte) => `${tonumber(byte, 16) ?? 0}`).join(".");
  }
  return undefined;
}

/** Writes what TRUSTED_PROXIES `host` means to nginx, which only the gateway's container can know, at its start. */
export function writeDockerHost(): void {
  const address = defaultGateway(readFile(ROUTES) ?? "");
  writeFile(DOCKER_HOST_FILE, address === undefined ? "" : `set_real_ip_from ${address};\n`);
}

/** As gateway/store/limits.ts has it. */
const SPOOL = "/cache/uploads";
/** 0700. */
const OWNER_ONLY = 448;

/**
 * Makes the folder in which the gateway holds parts of uploads that are too large for memory, and removes what an
 * earlier one may have left there between making a file and taking its name away.
 */
export function emptySpool(): void {
  mkdir(SPOOL, OWNER_ONLY);
  for (const name of listFolder(SPOOL)) os.remove(`${SPOOL}/${name}`);
}
