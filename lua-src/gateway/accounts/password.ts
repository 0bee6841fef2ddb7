import { report } from "../log";
import { isCommon } from "./common-passwords";
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARACTERS, passwordWeakness } from "../../shared/settings/password-strength";
import { characters } from "../../shared/settings/text";

const POOL = "passwords";
const MODULE = "gateway.accounts.password-thread";

/** A hash of nothing anyone has: checking against it takes an unknown person as long as a known one. */
const NOBODY = `pbkdf2-sha256$600000$${string.rep("A", 22)}==$${string.rep("A", 43)}=`;

/** Hashes in the thread pool; undefined where the pool is full or failed, which is logged. */
export function hashInThread(password: string): string | undefined {
  const [ok, encoded] = ngx.run_worker_thread(POOL, MODULE, "hash", password);
  if (ok && type(encoded) === "string") return encoded as string;
  report(`password thread: ${tostring(encoded)}`);
  return undefined;
}

/**
 * Whether the password is right; `encoded` undefined stands for an unknown person and takes the same time.
 * The result is undefined if the pool is full or failed, which is logged.
 */
export function verifyInThread(password: string, encoded: string | undefined): boolean | undefined {
  const [ok, verdict] = ngx.run_worker_thread(POOL, MODULE, "verify", password, encoded ?? NOBODY);
  if (!ok) {
    report(`password thread: ${tostring(verdict)}`);
    return undefined;
  }
  return verdict !== "no" && encoded !== undefined;
}

/** Why a new password is refused, as a text key; undefined where it is fine. */
export function passwordProblem(password: string, userName: string, current: string): string | undefined {
  if (password.length > PASSWORD_MAX_BYTES) return "password.error.long";
  if (characters(password) < PASSWORD_MIN_CHARACTERS) return "password.error.short";
  if (password === current) return "password.error.same";
  const isWeak = passwordWeakness(password, userName) !== undefined || isCommon(password, userName);
  return isWeak ? "password.error.weak" : undefined;
}
