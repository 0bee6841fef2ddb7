/** Status line and headers of an answer, those of interim answers included. */
export const HEAD_BYTES = 16 * 1024;
/** The body of an answer. Key sets and discovery documents have some kilobytes. */
export const BODY_BYTES = 512 * 1024;
/** What is sent: head and body together. */
export const REQUEST_BYTES = 64 * 1024;
/** One TCP connection, or one TLS handshake. */
export const CONNECT_SECONDS = 5;
/** All of it, from the look-up of the name to the last byte. */
export const WHOLE_SECONDS = 10;

/**
 * Why an answer could not be had:
 *
 * - `outbound-address`: the request itself is none that may be sent.
 * - `outbound-name`: the host's name does not resolve.
 * - `outbound-connect`: nobody takes the connection.
 * - `outbound-tls`: no TLS, or the certificate is not trusted or not for the host.
 * - `outbound-proxy`: the proxy does not let the connection through.
 * - `outbound-timeout`: it took too long.
 * - `outbound-size`: the answer is too large.
 * - `outbound-answer`: the answer is none of HTTP/1.1, or only a part of one.
 */
export type OutboundFailure =
  | "outbound-address"
  | "outbound-name"
  | "outbound-connect"
  | "outbound-tls"
  | "outbound-proxy"
  | "outbound-timeout"
  | "outbound-size"
  | "outbound-answer";
