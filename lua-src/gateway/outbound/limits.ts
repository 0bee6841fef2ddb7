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
