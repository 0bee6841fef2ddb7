import { readFile } from "../../shared/read-file";
import { notice } from "../log";
import { addShared } from "../state/shared";

/** The container's routes, as the kernel prints them (proc(5)). */
const ROUTES = "/proc/net/route";

let known: readonly string[] | undefined;

/** An address as the kernel prints it: eight hexadecimal digits, the lowest byte last. */
function addressOf(hexadecimal: string): string {
  const bytes: number[] = [];
  for (const at of [7, 5, 3, 1]) bytes.push(tonumber(string.sub(hexadecimal, at, at + 1), 16) ?? 0);
  return table.concat(bytes, ".");
}

/** The gateways of the default routes in the kernel's table. */
export function gatewaysOf(routes: string): string[] {
  const gateways: string[] = [];
  for (const [line = ""] of string.gmatch(routes, "[^\n]+")) {
    const [gateway] = string.match(line, "^%S+%s+00000000%s+(%x%x%x%x%x%x%x%x)%s");
    if (gateway !== undefined && gateway !== "00000000") gateways.push(addressOf(gateway));
  }
  return gateways;
}

/**
 * Whether an address is the container's own default gateway. Docker Desktop and rootless Docker put it in place of
 * every client's, and any Docker in place of those on its own machine: it says nothing of who asks, so that counting
 * by it would let one person lock all others out. Said in the log, once.
 */
export function isSharedAddress(address: string): boolean {
  known = known ?? gatewaysOf(readFile(ROUTES) ?? "");
  if (!known.includes(address)) return false;
  if (addShared("health", "shared-address", "", 0)) {
    notice("clients come by this machine's own address, so wrong passwords are not counted by address", { address });
  }
  return true;
}
