import { parseOrigin } from "../settings/network";

/** The folder of TLS_DIR, in `setup` and in the gateway. */
export const TLS_FOLDER = "/tls";

/** Where the pair of a mode is for nginx's start; `<name>.crt` and `<name>.key` in the gateway's volume. */
export const startPair = { "self-signed": "self-signed", files: "files" } as const;

/** The host that a certificate has to be for: without a port, and without the brackets of an IPv6 address. */
export function certificateHost(publicUrl: string): string {
  const host = parseOrigin(publicUrl)?.host ?? "";
  return host.startsWith("[") ? host.slice(1, host.length - 1) : host;
}
