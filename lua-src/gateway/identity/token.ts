import * as digest from "openssl.digest";
import * as rand from "openssl.rand";

function base64url(bytes: string): string {
  const [plus] = string.gsub(ngx.encode_base64(bytes, true), "%+", "-");
  const [slash] = string.gsub(plus, "/", "_");
  return slash;
}

/** A new opaque token: 256 random bits, 43 characters of base64url (RFC 4648 section 5). */
export function newToken(): string {
  return base64url(rand.bytes(32));
}

/** What is stored of a token: its SHA-256, so that a copy of the state opens no session. */
export function tokenKey(token: string): string {
  return base64url(digest.new("sha256").final(token));
}
