import { hashPassword, needsRehash, verifyPassword } from "../../shared/password-hash";

/** Runs in nginx's thread pool, in a Lua of its own: only text goes in and out. */
export function hash(password: string): string {
  return hashPassword(password);
}

/** "yes", "no", or "old" for a right password whose hash should be made anew. */
export function verify(password: string, encoded: string): string {
  if (!verifyPassword(password, encoded)) return "no";
  return needsRehash(encoded) ? "old" : "yes";
}
