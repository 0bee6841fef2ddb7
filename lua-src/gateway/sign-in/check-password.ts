import { PASSWORD_MAX_BYTES } from "../../shared/settings/password-strength";
import { admit, forgive, type Pass } from "../throttle/admit";
import { whenceOf } from "../throttle/known";
import { GUESS, PASSWORD } from "../queue/kinds";
import { awaitSlot, returnSlot } from "../queue/await-slot";
import { verifyInThread } from "../accounts/password";
import { isUserName, passwordOf, type User } from "../accounts/user-record";

/** What came of a password: `wait` where too many wrong ones came before, and this one was not looked at. */
export type Checked =
  { readonly outcome: "right" | "wrong" | "unavailable" } | { readonly outcome: "wait"; readonly seconds: number };

/**
 * Checks a password when there is a slot for it; undefined if that takes too long or the thread pool failed. The owners of
 * accounts have slots of their own, shared out among them, so a flood of guesses keeps nobody out; addresses that no
 * account knows share the others.
 */
function verifyWithSlot(password: string, stored: string | undefined, { known, from }: Pass): boolean | undefined {
  const request = ngx.var["request_id"] ?? "";
  const hasSlot = awaitSlot(known ? PASSWORD : GUESS, from, request);
  const right = hasSlot ? verifyInThread(password, stored) : undefined;
  returnSlot(request);
  return right;
}

/**
 * Checks a password that was given for a name, if it may be checked: the one place where that is done. `user` is who
 * has the name, if anybody: an unknown, disabled or invited one takes as long and gets the same answer as a wrong
 * password. The request is one of the inner server.
 */
export function checkPassword(name: string, user: User | undefined, password: string): Checked {
  const whence = whenceOf(ngx.var["http_x_client"] ?? "", ngx.var["http_x_browser"] ?? "");
  const [pass, seconds] = admit(isUserName(name) ? name : "-", whence, ngx.time());
  if (pass === undefined) return seconds === undefined ? { outcome: "unavailable" } : { outcome: "wait", seconds };
  const stored = password.length > PASSWORD_MAX_BYTES ? undefined : passwordOf(user);
  const right = verifyWithSlot(string.sub(password, 1, PASSWORD_MAX_BYTES), stored, pass);
  if (right !== false) forgive(pass);
  if (right === undefined) return { outcome: "unavailable" };
  return { outcome: right ? "right" : "wrong" };
}
