import * as cipher from "openssl.cipher";
import { derive } from "openssl.kdf";
import { bytes as randomBytes } from "openssl.rand";

import { settings } from "../config/settings";
import { decodeBase64url, encodeBase64url } from "../base64url";

/** NIST SP 800-38D, sections 8.2.2 and 5.2.1.2. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * The key of a purpose: HKDF with SHA-256 (RFC 5869). luaossl has no additional data for GCM, so what a text is for stands
 * in the key: a text sealed for one purpose is noise for another.
 */
function keyFor(purpose: string): string {
  const secret = ngx.decode_base64(settings().sealingSecret);
  if (secret === undefined || secret.length < KEY_BYTES) error("sealingSecret is no base64 of 32 bytes");
  return derive({
    type: "HKDF",
    key: secret,
    salt: "",
    info: `collimator ${purpose}`,
    md: "sha256",
    outlen: KEY_BYTES,
  });
}

/**
 * Encrypts a text so that only this installation can read it, for one purpose, and nobody can change it: AES-256-GCM.
 * The result is base64url of nonce, ciphertext and tag: 38 characters more than four thirds of the text.
 */
export function seal(purpose: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const encryption = cipher.new("aes-256-gcm").encrypt(keyFor(purpose), nonce);
  const [ciphertext, failure] = encryption.final(text);
  if (ciphertext === undefined) error(failure);
  return encodeBase64url(nonce + ciphertext + encryption.getTag(TAG_BYTES));
}

/** The text that was sealed for this purpose; undefined for anything else. */
export function unseal(purpose: string, sealed: string): string | undefined {
  const bytes = decodeBase64url(sealed);
  if (bytes === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = string.sub(bytes, 1, NONCE_BYTES);
  const decryption = cipher.new("aes-256-gcm").decrypt(keyFor(purpose), nonce);
  decryption.setTag(string.sub(bytes, -TAG_BYTES));
  // Nothing is given out before the tag has been found right.
  const [text] = decryption.final(string.sub(bytes, NONCE_BYTES + 1, -TAG_BYTES - 1));
  return text;
}
