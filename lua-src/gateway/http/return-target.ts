import { MAX_TARGET } from "./request";
import { contains, matches } from "./text";

const PASSWORD_PAGES: readonly string[] = ["/login", "/password", "/confirm", "/invite", "/oidc/"];

/**
 * Where to go after the login: a path on this origin, or "/" for anything else. No `//` and no backslash
 * (browsers read both as another host), printable ASCII only, and none of the pages that ask for a password.
 */
export function safeReturnTarget(target: string | undefined): string {
  if (target === undefined || target.length > MAX_TARGET) return "/";
  const allowed = matches(target, "^/[\x21-\x7e]*$") && !matches(target, "^//") && !contains(target, "\\");
  if (!allowed || PASSWORD_PAGES.some((page) => string.sub(target, 1, page.length) === page)) return "/";
  return target;
}
