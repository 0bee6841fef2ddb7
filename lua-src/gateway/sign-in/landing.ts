import type { User } from "../accounts/user-record";
import { grantsOf } from "../policy/grants";

/**
 * Where a person goes after a login: to the address that was asked for. The study list, which is asked for where nothing
 * else is, is for those who may view; who may upload alone goes to the page for that, and anybody else to the account.
 *
 * @param target what `safeReturnTarget` has let through
 */
export function landingOf({ roles }: User, target: string): string {
  if (target !== "/") return target;
  const may = grantsOf(roles);
  if (may["view"] === true) return "/";
  return may["upload"] === true ? "/upload" : "/account";
}
