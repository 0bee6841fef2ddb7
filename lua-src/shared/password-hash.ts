import { derive } from "openssl.kdf";
import { bytes as randomBytes } from "openssl.rand";

import { decodeBase64, encodeBase64 } from "./base64";

/**
 * Passwords as they are stored: PBKDF2 with HMAC-SHA256 (RFC 8018, section 5.2). It takes a tenth of a second, so in
 * nginx it runs in a worker thread only.
 *
 * Form: `pbkdf2-sha256$<rounds>$<base64 of 16 bytes of salt>$<base64 of 32 bytes>`
 *
 * @module
 */

const SCHEME = "pbkdf2-sha256";
/** OWASP's figure for this function (Password Storage Cheat Sheet, 2023). */
const ROUNDS = 600000;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

interface Encoded {
  readonly rounds: number;
  readonly salt: string;
  readonly key: string;
}

export function hashPassword(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const key = deriveKey(password, salt, ROUNDS);
  return `${SCHEME}$${ROUNDS}$${encodeBase64(salt)}$${encodeBase64(key)}`;
}

/** false also where `encoded` is not in the form above. */
export function verifyPassword(password: string, encoded: string): boolean {
  const stored = parse(encoded);
  if (stored === undefined) return false;
  return equalInConstantTime(deriveKey(password, stored.salt, stored.rounds), stored.key);
}

/** Whether a stored password was made with fewer rounds than today's, or in another form. */
export function needsRehash(encoded: string): boolean {
  const stored = parse(encoded);
  return stored === undefined || stored.rounds < ROUNDS;
}

function deriveKey(password: string, salt: string, rounds: number): string {
  return derive({ type: "PBKDF2", pass: password, salt, iter: rounds, md: "sha256", outlen: KEY_BYTES });
}

function parse(encoded: string): Encoded | undefined {
  const parts = encoded.split("$");
  const [scheme, roundsText, saltText, keyText] = parts;
  if (parts.length !== 4 || scheme !== SCHEME) return undefined;
  const rounds = Number(roundsText);
  const salt = decodeBase64(saltText ?? "");
  const key = decodeBase64(keyText ?? "");
  // A bound on rounds, so that a damaged record costs no minute of CPU. NaN fails the comparison.
  if (!(rounds >= 1 && rounds <= 10000000) || rounds % 1 !== 0) return undefined;
  if (salt === undefined || salt.length !== SALT_BYTES || key === undefined || key.length !== KEY_BYTES) {
    return undefined;
  }
  return { rounds, salt, key };
}

/** Compares two strings of equal length without stopping at the first difference. */
function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
