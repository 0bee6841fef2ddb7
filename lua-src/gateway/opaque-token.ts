import * as digest from "openssl.digest";
import * as rand from "openssl.rand";

import { encodeBase64url } from "./base64url";

/** A new opaque token: 256 random bits, 43 characters of base64url (RFC 4648 section 5). */
export function newToken(): string {
  return encodeBase64url(rand.bytes(32));
}

/** What is stored of a token: its SHA-256, so that a copy of the state opens no session. */
export function tokenKey(token: string): string {
  return encodeBase64url(digest.new("sha256").final(token));
}
