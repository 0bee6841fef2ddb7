import { decode_base64url, encode_base64url } from "ngx.base64";

import { contains } from "../shared/text";

/** What the last character may be where it carries two bits or four, and the rest of its six are zero. */
const LAST_OF_TWO = "AQgw";
const LAST_OF_THREE = "AEIMQUYcgkosw048";

/**
 * Decodes base64url without padding (RFC 7515, section 2; RFC 4648, section 5). undefined: a character outside the
 * alphabet, padding, an impossible length, or bits after the last byte that are not zero. So each string of bytes has
 * one text, and a token cannot be changed without changing what it says.
 */
export function decodeBase64url(text: string): string | undefined {
  const left = text.length % 4;
  const last = string.sub(text, -1);
  if (left === 2 && !contains(LAST_OF_TWO, last)) return undefined;
  if (left === 3 && !contains(LAST_OF_THREE, last)) return undefined;
  // nginx refuses all other characters and a length of 4n + 1, but stops at padding as at an end.
  if (contains(text, "=")) return undefined;
  const [bytes] = decode_base64url(text);
  return bytes;
}

/** Encodes bytes as base64url without padding, as `decodeBase64url` reads it. */
export function encodeBase64url(bytes: string): string {
  return encode_base64url(bytes);
}
