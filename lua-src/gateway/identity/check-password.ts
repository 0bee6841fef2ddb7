import { PASSWORD_MAX_BYTES } from "../../shared/settings/password-strength";
import { admit, forgive } from "../throttle/admit";
import { whenceOf } from "../throttle/known";
import { verifyInThread } from "./passwords";
import { isUserName, passwordOf, type User } from "./users";

/** What came of a password: `wait` where too many wrong ones came before, and this one was not looked at. */
export type Checked =
  { readonly outcome: "right" | "wrong" | "unavailable" } | { readonly outcome: "wait"; readonly seconds: number };

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
  const right = verifyInThread(string.sub(password, 1, PASSWORD_MAX_BYTES), stored, pass.known);
  if (right !== false) forgive(pass);
  if (right === undefined) return { outcome: "unavailable" };
  return { outcome: right ? "right" : "wrong" };
}
