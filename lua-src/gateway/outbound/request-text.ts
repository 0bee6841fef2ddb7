import { matches } from "../../shared/text";
import { REQUEST_BYTES } from "./limits";
import type { Target } from "./url";

export interface OutboundRequest {
  readonly method: "GET" | "POST";
  /** https, or http to this machine. */
  readonly url: string;
  /** Host, length and what concerns the connection are not the caller's. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most some 60 kB. */
  readonly body?: string;
  /** Origin to connect to, and to see the certificate of, in place of the URL's own; "" for that one. */
  readonly via: string;
}

/** These are written here and nowhere else: two lengths, or two hosts, are read in two ways. */
const OWN_HEADERS = [
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "user-agent",
  "te",
  "trailer",
  "upgrade",
  "expect",
];

/**
 * The bytes of a request (RFC 9112): one connection each, no compression. undefined: a header would be no header, or
 * it is too large.
 */
export function requestText({ method, headers, body }: OutboundRequest, target: Target): string | undefined {
  const lines = [
    `${method} ${target.path} HTTP/1.1`,
    `Host: ${target.authority}`,
    "User-Agent: Collimator",
    "Accept-Encoding: identity",
    "Connection: close",
  ];
  for (const [name, value] of Object.entries(headers)) {
    if (!matches(name, "^[%w-]+$") || !matches(value, "^[\x20-\x7e]*$")) return undefined;
    if (OWN_HEADERS.includes(string.lower(name))) return undefined;
    lines.push(`${name}: ${value}`);
  }
  if (method === "POST") lines.push(`Content-Length: ${(body ?? "").length}`);
  const text = `${lines.join("\r\n")}\r\n\r\n${method === "POST" ? (body ?? "") : ""}`;
  return text.length > REQUEST_BYTES ? undefined : text;
}
