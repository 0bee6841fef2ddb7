import { readFile } from "../shared/read-file";
import { writeFile } from "./files";

const ROUTES = "/proc/net/route";
const FILE = "/run/collimator/docker-host.conf";

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
  writeFile(FILE, address === undefined ? "" : `set_real_ip_from ${address};\n`);
}
