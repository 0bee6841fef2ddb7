import { contains, matches } from "../../shared/text";
import { settings } from "../config/settings";
import { allowTime, type Connection, sendAll } from "./connection";
import type { OutboundFailure } from "./limits";
import { readHead } from "./read-head";
import { readUrl, type Target } from "./url";
import { isInRange, parseAddress } from "../../shared/address";

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

/**
 * Opens the way to a server: TCP, through the proxy of OUTBOUND_PROXY where it has to be, and TLS for https. Plain http
 * never goes through the proxy. Returns what went wrong, if anything did.
 */
export function openTo(connection: Connection, target: Target): OutboundFailure | undefined {
  const { outboundProxy, outboundNoProxy } = settings();
  const proxy = readUrl(outboundProxy);
  const isDirect = proxy === undefined || target.scheme === "http" || goesDirect(target.host, outboundNoProxy);
  const failure = isDirect ? openTcp(connection, target) : openThrough(connection, proxy, target);
  if (failure !== undefined || target.scheme === "http") return failure;
  return startTls(connection, target.host);
}

function openTcp(connection: Connection, { host, port }: Target): OutboundFailure | undefined {
  if (!allowTime(connection)) return "outbound-timeout";
  const [ok, failure = ""] = connection.socket.connect(host, port);
  if (ok === 1 || ok === true) return undefined;
  if (failure === "timeout") return "outbound-timeout";
  const isName = contains(failure, "could not be resolved") || contains(failure, "no resolver defined");
  return isName ? "outbound-name" : "outbound-connect";
}

/** A tunnel through the proxy (RFC 9110, section 9.3.6). Not even the target's name is looked up here. */
function openThrough(connection: Connection, proxy: Target, { host, port }: Target): OutboundFailure | undefined {
  const unreachable = openTcp(connection, proxy);
  if (unreachable !== undefined) return unreachable === "outbound-timeout" ? unreachable : "outbound-proxy";
  const place = `${host}:${port}`;
  const unsent = sendAll(connection, `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\nUser-Agent: Collimator\r\n\r\n`);
  if (unsent !== undefined) return unsent === "outbound-timeout" ? unsent : "outbound-proxy";
  const [head, failure] = readHead(connection);
  if (head === undefined) return failure === "outbound-timeout" ? failure : "outbound-proxy";
  // The server says nothing before it is greeted: what is there already would be the proxy's.
  return head.status < 300 && connection.unread === "" ? undefined : "outbound-proxy";
}

/**
 * The server must have a certificate for the host from an authority in /secrets/ca.pem.
 *
 * ngx_lua 0.10.28 may report success where the handshake failed at once, having closed the socket. A socket that is
 * closed cannot say how often it was used; one that is open can.
 */
function startTls(connection: Connection, host: string): OutboundFailure | undefined {
  if (!allowTime(connection)) return "outbound-timeout";
  const [ok, failure] = connection.socket.sslhandshake(false, host, true);
  if (failure === "timeout") return "outbound-timeout";
  if (ok !== true || failure !== undefined) return "outbound-tls";
  const [answered, used] = pcall(() => {
    const [count] = connection.socket.getreusedtimes();
    return count;
  });
  return answered && used === 0 ? undefined : "outbound-tls";
}
